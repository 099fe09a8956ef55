// categorical
