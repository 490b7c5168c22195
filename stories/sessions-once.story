title: A charge that the server did not see
complaint: matth-x/MicroOcpp #454 (begun and ended offline, then a reset: the server never hears of
  the start), #298; OpenEVSE/openevse_esp32_firmware #756, #880; evcc-io/evcc #29654 (counted twice)
should: Every plug-in reaches the server when it is back, once by its number, whatever happened
  meanwhile.
start: 2026-11-23 14:00:00
charger: wire 32 A, link timeout 30 s

promise A charge without the server, and a reset before it is back.
expect link up within 30 s
server down
expect link down within 60 s
plug in, 20 kWh missing
expect charging within 40 s
after 20 s unplug
wait 6 s
reset by watchdog
wait 10 s
expect server has 0 sessions

promise The server is back and hears of it.
server up
expect link up within 150 s
expect server has 1 sessions within 60 s
for 30 s server has 1 sessions

promise The next one comes on its own.
plug in, 20 kWh missing
expect charging within 60 s
after 10 s unplug
expect server has 2 sessions within 15 s
