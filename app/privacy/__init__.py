"""The only door to the network. No other part of Carrel imports a library that can open a connection.

consent     what a person agreed to; without it nothing opens
addresses   which web addresses are allowed: https, and only the hosts of what was agreed to
proxies     the proxy of the settings or of the system
connection  TLS over Python's own http.client
door        one exchange, written to the ledger before the first byte and after the last
guard       refuses connections by whatever is not the door
part_file   a file that is not whole yet
pace        speed, time left, and what is too slow
orders      what to fetch, and what came; loads no library of the network
fetch       a whole file: resumed, checked, renamed
"""
