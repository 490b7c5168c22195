title: A day with an outage
complaint: none: what the README shows
should: The car charges by the schedule; through the death of the server at the offline limit; by
  the schedule again when the server is back, and the driver can override.
start: 2026-11-23 11:59:00
charger: wire 32 A, offline 16 A, link timeout 300 s

never contactor opens under load
never offers more than 32 A

promise It waits for the window, and charges in it at 24 A.
expect link up within 30 s
server retains tou {"version": 1, "tz": "UTC0", "default": "deny",
  "rules": [{"days": "mon-sun", "start": "14:00", "end": "15:30", "amps": 24},
            {"days": "mon-sun", "start": "23:00", "end": "06:00"}]}
at 12:30 plug in, 40 kWh missing
expect waiting until 14:00 within 120 s
at 14:01 expect charging at 24 A
at 15:31 expect waiting until 23:00

promise The server dies: after five minutes the car charges, at the offline limit.
at 17:00 server down
at 17:06 expect charging at 16 A and link down

promise The server is back: its schedule is in force again.
at 19:00 server up
at 19:10 expect waiting until 23:00 and link up

promise The driver can override.
at 20:00 server override charge
expect charging at 32 A within 60 s
at 20:30 server override auto
expect waiting until 23:00 within 60 s

promise The night is cheap: it charges until the car is full.
at 23:01 expect charging at 32 A
at 01:30 expect charging at 32 A
at 04:30 expect battery full and contactor open

promise Without server and mains in the morning: the next car charges all the same.
at 07:00 server down
at 07:30 unplug
at 07:45 mains away for 15 min
at 08:15 plug in, 20 kWh missing
expect charging at 16 A within 60 s

promise The server is back: it waits for the afternoon.
at 10:30 server up
at 10:40 expect waiting until 14:00 and link up
at 11:59 expect waiting until 14:00
