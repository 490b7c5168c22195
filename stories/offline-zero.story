title: The server says zero and dies
complaint: JuiceRescue/juicepassproxy #88: the vendor's server left an offline limit of 0 A behind
  and was switched off; #69: with others a pause ends at once when the link does
should: No server can leave a box behind that never charges; and a pause outlives the one who gave
  it for a bounded time, no longer.
start: 2026-11-23 17:00:00
charger: wire 32 A, link timeout 30 s, pause ttl 60 s

promise An offline limit of 0 A is refused.
expect link up within 30 s
expect server is refused config {"offline_amps": 0}
expect server is refused config {"offline_amps": 5}

promise A limit of 0 A pauses the car while the server is there.
server limit 0 A
wait 10 s
plug in, 20 kWh missing
for 30 s contactor stays open and no offer
expect reason limit

promise The server is gone: the pause holds for a minute more, then the car charges.
server down
expect reason paused and link down within 45 s
for 50 s contactor stays open and no offer
expect charging at 32 A within 45 s
expect reason offline
