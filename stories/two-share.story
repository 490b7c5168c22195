title: Two cars on one circuit, and their broker dies
complaint: OpenEVSE/openevse_esp32_firmware #940 ("nearly ideal" sharing, lost with its vendor's
  cloud), pull request #1027 (what members may take when nobody tells them is argued over)
should: A car that is alone gets what the other one leaves; together they never pass the circuit's
  40 A; without the broker each has its half.
start: 2026-11-23 18:00:00
charger: wire 32 A, group garage of 40 A for 2
neighbour: wire 32 A, group garage of 40 A for 2

never both offer more than 40 A
never contactor opens under load

promise One car alone gets more than its half.
plug in, 40 kWh missing
expect charging at 20 A within 60 s
expect charging at 32 A within 150 s

promise A second car comes: it is served, and the first one makes room.
neighbour plug in, 40 kWh missing
expect neighbour charging at 20 A and charging at 20 A within 300 s

promise The broker dies: each has its half, and charges on.
server down
expect charging at 20 A and neighbour charging at 20 A within 120 s
