title: A circuit shared with a charger that is not heard
complaint: OpenEVSE/openevse_esp32_firmware #592, #940 and pull request #1027: load sharing is
  wanted, and what a member may take when it hears nobody is argued over
should: Its own share of the circuit and no more, however long the other one is silent: nobody
  knows what that one takes.
start: 2026-11-23 18:00:00
charger: wire 32 A, group garage of 40 A for 2, link timeout 30 s

never offers more than 20 A

promise After its boot a lease of before may still run: no offer for 35 s, then its share.
plug in, 20 kWh missing
for 33 s contactor stays open and no offer
expect charging at 20 A within 30 s
expect offer of 20 A because of group

promise Its server dies: it still has its share.
server down
expect link down within 60 s
for 30 s it stays charging at 20 A

promise A power cut does not make it forget the group.
mains away for 20 s
for 30 s contactor stays open and no offer
expect charging at 20 A within 17 min
