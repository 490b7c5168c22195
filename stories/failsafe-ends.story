title: The failsafe ends
complaint: OpenEVSE/openevse_esp32_firmware #953, #540 and pull requests #1087, #1100: stuck at 6 A
  after a trouble is over, until somebody restarts it
should: Without the server the offline limit, here 6 A; with it again at once what the server
  allows, without a restart and without an opening of the contactor.
start: 2026-11-23 21:00:00
charger: wire 32 A, offline 6 A, link timeout 30 s

promise The server allows 24 A.
expect link up within 30 s
server limit 24 A
wait 5 s
plug in, 20 kWh missing
expect charging at 24 A within 40 s

promise Without it: 6 A, and it says why.
never contactor opens
server down
expect charging at 6 A and link down within 60 s
expect offer of 6 A because of offline
expect why says the offline limit

promise With it again: 24 A.
never contactor opens
server up
expect charging at 24 A within 90 s
