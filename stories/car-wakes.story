title: The car that fell asleep
complaint: OpenEVSE/openevse_esp32_firmware #512, #333 and ESP8266_WiFi_v2.x #223: some cars sleep
  through the end of a pause and are not charged in the morning
should: With wake_up on, a car that ignores an offer for 30 s is woken by -12 V for 3 s, once.
start: 2026-11-23 05:00:00
charger: wire 32 A, wake up

never contactor opens under load

promise A pause ends the charge without load on the contactor.
expect link up within 30 s
wait 10 s
plug in, 20 kWh missing
expect charging within 40 s
server override pause
expect contactor open and reason paused within 10 s
expect S2 opened before the contactor

promise The car sleeps through the end of the pause: it is woken after 30 s.
car falls asleep
after 20 s server override auto
expect pilot B2 within 10 s
for 25 s it stays pilot B2
expect pilot F within 10 s
car wakes
expect charging at 32 A within 20 s
