title: A charger in the sun
complaint: lincomatic/open_evse #81, OpenEVSE/openevse_esp32_firmware #331: it charges slowly because
  it is hot, and nobody is told
should: Half the current, then a quarter, then a stop: each with its reason at the console, and all
  of it back when it has cooled.
start: 2026-07-23 13:00:00
charger: wire 32 A, boot wait 5 s

never contactor opens under load

promise Warm: half of the wire's 32 A, and it says why.
plug in, 20 kWh missing
expect charging at 32 A within 60 s
board at 66 C within 60 s
expect charging at 16 A within 30 s
expect offer of 16 A because of thermal
expect why says the temperature

promise Hotter: a quarter.
board at 69 C within 5 s
expect charging at 8 A within 30 s

promise Too hot: the car is asked to stop, then the contactor opens.
board at 72 C within 5 s
expect contactor open and fault over_temperature within 30 s
expect S2 opened before the contactor

promise Cool again: all of it.
board at 40 C within 60 s
expect charging at 32 A within 120 s
expect no fault
