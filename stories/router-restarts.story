title: The router restarts
complaint: OpenEVSE/openevse_esp32_firmware #628, #135, #841 and dingo35/SmartEVSE-3.5 #38: Wi-Fi
  or MQTT drops, stays down until somebody cuts the power, and the car is not charged by morning
should: The charge goes on. The link comes back by itself as soon as the router or the broker does.
start: 2026-11-23 19:00:00
charger: wire 32 A, link timeout 30 s

never contactor opens

promise The router is off: the car goes on charging.
expect link up within 30 s
wait 10 s
plug in, 20 kWh missing
expect charging at 32 A within 30 s
router off
for 20 s it stays charging at 32 A
expect link down within 40 s
expect charging at 32 A and reason offline

promise The router is on again: the link comes back, and nobody touched the charger.
router on
expect link up within 150 s
expect charging at 32 A and reason unscheduled

promise A network that is up but passes nothing counts as down, and ends as well.
router passes nothing
expect link down within 60 s
router passes all
expect link up within 150 s
expect charging at 32 A
