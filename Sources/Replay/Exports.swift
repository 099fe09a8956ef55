/// What samples are drawn with.
@_exported import struct Randomness.RandomStream
