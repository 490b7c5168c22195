title: The server is down: the car still charges
complaint: home-assistant/core #86588 (vendor cloud gone: no sharing, no schedule, tickets for
  months); JuiceRescue/juicepassproxy #88 (the server left an offline limit of 0 A behind)
should: Without its server the charger charges at the limits it remembers until the car is full;
  only schedule and amps set by the server are missing, until the server comes back.
start: 2026-11-23 06:57:30
charger: as delivered

never contactor opens under load
never offers more than 32 A

promise An uncommissioned board charges a car at 6 A and says why.
plug in, 1500 Wh missing of 6 kWh
expect charging within 60 s
wait 8 s
expect offer of 6 A because of wire_unset
expect offered at most 6 A
expect why says wire ampacity, which is not set

promise Wire ampacity 32 A is set: the offer rises to 32 A, never above.
installer sets wire 32 A
expect offer of 32 A within 60 s
after 10 s unplug
wait 5 s
installer joins group garage of 80 A for 2
installer sets the network and reboots
plug in
expect link up within 60 s
expect charging within 60 s
wait 10 s
expect offered at most 32 A

# Odd numbers on purpose: they are searched for in every byte that was ever written to flash.
promise The schedule arrives, closed now: S2 opens, then the contactor; it waits for the hour.
server retains tou {"version": 7654321, "tz": "UTC0", "default": "deny",
  "rules": [{"days": "mon-sun", "start": "07:00", "end": "07:01", "amps": 31}],
  "slots": [{"from": 1799123456, "to": 1799123999, "amps": 17}], "holidays": ["2026-12-27"]}
expect contactor open within 20 s
expect S2 opened before the contactor
expect waiting until 07:00 within 5 s
until 07:00 it stays waiting
expect charging within 15 s
expect offer of 31 A because of schedule
at 07:01 expect waiting within 20 s
expect S2 opened before the contactor

promise The driver overrides: it charges. Unplugging ends the override.
console override charge
expect charging within 30 s
expect reason override
unplug
expect override auto within 10 s
plug in, 60 Wh missing of 6 kWh
expect waiting within 30 s

promise The server dies while waiting: 300 s nothing changes, then it charges until full.
server sends config {"offline_amps": 16}
server down
expect offer within 330 s
expect offer 300 s or more after the server's last word
expect charging within 30 s
expect reason offline and offer of 16 A because of offline
expect battery full within 300 s
expect contactor open within 60 s

promise Outage mode hold: it still waits in the outage; a mains cut erases the schedule.
console config outage_mode hold
unplug
wait 5 s
plug in, 1 kWh missing of 6 kWh
expect waiting and link down within 30 s
for 30 s it stays waiting
mains away for 20 s
expect charging within 90 s
expect no schedule and reason offline

promise The server returns: its schedule is in force at once; an override still charges.
server up
expect link up within 90 s
expect contactor open within 30 s
expect waiting and schedule version 7654321 within 5 s
console override charge
expect charging within 60 s

promise Wire and group stayed through all of it; no byte of the schedule was ever on flash.
unplug
expect contactor open within 5 s
expect wire 32 A
expect group garage of 80 A for 2
expect no trace of the schedule on flash
