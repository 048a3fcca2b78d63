"""DLMS/COSEM: the data, the services, and the two ends of an association."""
