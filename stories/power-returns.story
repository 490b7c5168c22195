title: The power returns
complaint: dzurikmiroslav/esp32-evse #71 (pilot fault after a power cut, the car has to be
  unplugged first); OpenEVSE/openevse_esp32_firmware #279, #481 and evcc-io/evcc #8018 (it comes
  back at full current, or has forgotten what was set)
should: The car that was there charges on by itself, at the limits that were set, whatever its
  pilot shows when the charger boots.
start: 2026-11-23 02:00:00
charger: wire 16 A, boot wait 5 s

never offers more than 16 A

promise Ten minutes without power: it charges on by itself, at 16 A.
plug in, 20 kWh missing
expect charging at 16 A within 60 s
mains away for 10 min
expect charging at 16 A within 90 s
expect no fault and offered at most 16 A

promise So does a car that goes on asking for power all the while.
car does not stop
mains away for 30 s
expect charging at 16 A within 90 s
expect no fault

promise Wire ampacity is no more than before, and the network cannot raise it.
expect wire 16 A
expect server is refused wire {"amps": 32}
