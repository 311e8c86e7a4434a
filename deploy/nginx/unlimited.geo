# Addresses and networks that nginx lets through however many requests they make, such as a monitor's:
# 192.0.2.0/24 1;
