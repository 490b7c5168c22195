title: A day with an outage
complaint: none: what the README shows
should: The car charges by the schedule; through the death of the server at the offline limit; by
  the schedule again when the server is back, and the driver can override.
start: 2026-11-23 14:55:00
charger: wire 32 A, offline 16 A, link timeout 300 s

never contactor opens under load
never offers more than 32 A

promise It waits for the window, and charges in it at 24 A.
expect link up within 30 s
server retains tou {"version": 1, "tz": "UTC0", "default": "deny",
  "rules": [{"days": "mon-sun", "start": "15:30", "end": "17:00", "amps": 24},
            {"days": "mon-sun", "start": "22:00", "end": "06:00"}]}
at 15:05 plug in, 40 kWh missing
expect waiting until 15:30 within 120 s
at 15:31 expect charging at 24 A
at 17:01 expect waiting until 22:00

promise The server dies: after five minutes the car charges, at the offline limit.
at 18:00 server down
at 18:06 expect charging at 16 A and link down

promise The server is back: its schedule is in force again.
at 20:00 server up
at 20:10 expect waiting until 22:00 and link up

promise The driver can override.
at 20:40 server override charge
expect charging at 32 A within 60 s
at 21:20 unplug
wait 5 min
