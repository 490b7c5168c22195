title: The power returns
complaint: dzurikmiroslav/esp32-evse #71 (pilot fault after a power cut, the car has to be
  unplugged first); OpenEVSE/openevse_esp32_firmware #279, #481 and evcc-io/evcc #8018 (it comes
  back at full current, or has forgotten what was set)
should: The car that was there charges on by itself, at the limits that were set, whatever its
  pilot shows when the charger boots: 15 min later where the contactor was closed, for nobody saw
  whether a ground fault opened it.
start: 2026-11-23 02:00:00
charger: wire 16 A, boot wait 5 s

never offers more than 16 A

promise The power goes while a car waits: it charges when the power is back, at 16 A.
console override pause
plug in, 20 kWh missing
wait 20 s
mains away for 10 min
expect charging at 16 A within 90 s
expect no fault and offered at most 16 A

promise It goes in the middle of a charge: it rests 15 min and charges on by itself.
mains away for 10 min
for 14 min contactor stays open
expect charging at 16 A within 2 min
expect no fault and offered at most 16 A

promise So does a car that goes on asking for power all the while.
car does not stop
mains away for 30 s
expect charging at 16 A within 17 min
expect no fault

promise Wire ampacity is no more than before, and the network cannot raise it.
expect wire 16 A
expect server is refused wire {"amps": 32}
