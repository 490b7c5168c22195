title: The night tariff in local time
complaint: OpenEVSE/openevse_esp32_firmware #302 (the timer runs in UTC), #574, #916 and
  serkri/SmartEVSE-3 #182: schedules an hour or more off, another hour when the clocks change
should: The window opens at 23:00 on the owner's wall clock: 21:00 UTC in summer time, 22:00 UTC
  from the night on which the clocks go back. Times in this file are UTC.
start: 2026-10-24 20:58:30
charger: wire 32 A, boot wait 20 s

promise The last evening of summer time: it opens at 21:00 UTC, not before.
expect link up within 30 s
server schedule 23:00-07:00 at 20 A in CET-1CEST,M3.5.0,M10.5.0/3
plug in, 30 kWh missing
expect waiting until 21:00 within 40 s
until 21:00 contactor stays open and no offer
expect charging at 20 A within 20 s

# Without power time costs nothing: a day is over in a moment.
promise The next evening, after the clocks went back: it opens at 22:00 UTC.
unplug
wait 5 s
mains away for 24.95 h
plug in
expect waiting until 22:00 within 60 s
until 22:00 contactor stays open and no offer
expect charging at 20 A within 20 s
