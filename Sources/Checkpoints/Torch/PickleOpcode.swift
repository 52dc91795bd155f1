/// The instructions of a pickle in which tensors are written: those of protocol 2, and the few of 4 that say the same.
///
/// Source: `Lib/pickletools.py` of Python 3.13.
enum PickleOpcode: UInt8 {
  case proto = 0x80
  case frame = 0x95
  case stop = 0x2E
  case mark = 0x28
  case none = 0x4E
  case newTrue = 0x88
  case newFalse = 0x89
  case binint = 0x4A
  case binint1 = 0x4B
  case binint2 = 0x4D
  case long1 = 0x8A
  case binfloat = 0x47
  case binunicode = 0x58
  case shortBinunicode = 0x8C
  case shortBinstring = 0x55
  case emptyTuple = 0x29
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case tuple = 0x74
  case emptyList = 0x5D
  case append = 0x61
  case appends = 0x65
  case emptyDictionary = 0x7D
  case setItem = 0x73
  case setItems = 0x75
  case global = 0x63
  case stackGlobal = 0x93
  case reduce = 0x52
  case build = 0x62
  case binpersid = 0x51
  case binget = 0x68
  case longBinget = 0x6A
  case binput = 0x71
  case longBinput = 0x72
  case memoize = 0x94
}
