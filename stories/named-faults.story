title: Faults by their own names
complaint: lincomatic/open_evse #168 (a contactor that does not close is reported as a ground
  fault), #172 and OpenEVSE/openevse_esp32_firmware #591 (trips that nobody can explain)
should: Each fault has its own name; what passes by itself is tried again by itself.
start: 2026-11-23 09:00:00
charger: wire 32 A, boot wait 5 s

promise A contactor that does not close is called just that, and no earth fault.
broken: stuck open
plug in, 20 kWh missing
expect fault contactor within 40 s
expect faults says contactor

promise Repaired, the next car charges.
unplug
mended: stuck open
wait 5 s
plug in, 20 kWh missing
expect charging within 60 s

promise Earth is lost: open within a tenth of a second, and by itself again a minute after.
broken: ground lost
expect fault ground_lost within 2 s
expect contactor opened within 100 ms of ground lost
after 5 s mended: ground lost
for 50 s contactor stays open
expect charging within 40 s
expect no fault

promise A diode that is lost while charging opens it, too, until the car is unplugged.
broken: diode missing
expect fault diode within 2 s
expect contactor opened within 200 ms of diode missing
