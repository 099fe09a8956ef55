/// The types of elements that can be read and written.
package enum SafetensorsType: String, Sendable, CaseIterable {
  case float32 = "F32"
  case int32 = "I32"
  case int64 = "I64"
  case uint64 = "U64"
  case uint8 = "U8"

  package var byteCount: Int {
    switch self {
    case .uint8: 1
    case .float32, .int32: 4
    case .int64, .uint64: 8
    }
  }
}
