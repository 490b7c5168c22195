title: A sun that comes and goes
complaint: OpenEVSE/openevse_esp32_firmware #774, #685 (solar limits cycle the contactor, even with
  no car), #390 and lincomatic/open_evse #102, #178 (it opens under load, wears, welds)
should: It never opens under load, never moves without a car, and rests 5 s between two charges,
  however often the limit crosses 6 A.
start: 2026-11-23 11:00:00
charger: wire 32 A

never contactor opens under load

promise Without a car the contactor does not move.
never contactor closes
expect link up within 30 s
server limit 16 A
after 3 s server limit 0 A
after 3 s server limit 16 A
wait 3 s

promise The limit rises above 6 A five times: it closes three times, each after a rest of 5 s.
plug in, 20 kWh missing
expect charging at 16 A within 40 s
server limit 5 A
after 3 s server limit 7 A
after 3 s server limit 5 A
after 3 s server limit 7 A
after 3 s server limit 5 A
after 3 s server limit 7 A
after 3 s server limit 5 A
after 3 s server limit 7 A
expect charging at 7 A within 30 s
expect closed at most 3 times and contactor rested 5 s or more before each closing

promise A car that toggles S2 does not make it chatter.
car toggles S2 3 times
wait 5 s
expect closed at most 1 times and contactor rested 5 s or more before each closing
