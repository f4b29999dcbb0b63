def of_export(name): return ""
