title: An automation that sets the current all day
complaint: firstof9/openevse #80, OpenEVSE/ESP8266_WiFi_v2.x #80 and pull request #329 of
  openevse_esp32_firmware: each new current is written to the EEPROM until it is worn out
should: Limits of the server live in RAM: each is in force within 6 s, and none is written to flash.
start: 2026-11-23 12:00:00
charger: wire 32 A

promise A car charges at what the server allows.
expect link up within 30 s
server limit 8 A
wait 30 s
plug in, 20 kWh missing
expect charging at 8 A within 40 s
wait 10 s

promise Ten limits, each in force within 6 s, and not one write to flash.
server limit 10 A
expect offer of 10 A within 6 s
server limit 8 A
expect offer of 8 A within 6 s
server limit 12 A
expect offer of 12 A within 6 s
server limit 6 A
expect offer of 6 A within 6 s
server limit 16 A
expect offer of 16 A within 6 s
server limit 20 A
expect offer of 20 A within 6 s
server limit 24 A
expect offer of 24 A within 6 s
server limit 18 A
expect offer of 18 A within 6 s
server limit 28 A
expect offer of 28 A within 6 s
server limit 32 A
expect offer of 32 A within 6 s
expect flash untouched

promise Nor are they there after a power cut: the server sends the last one again.
mains away for 20 s
expect charging at 32 A within 17 min
