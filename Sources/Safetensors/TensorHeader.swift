import Common

/// The entry of one tensor in a file's header.
struct TensorHeader {
  let type: SafetensorsType
  let shape: [Int]
  /// The range of the tensor's bytes, counted from the end of the header.
  let range: Range<Int>

  init(_ tensor: String, _ json: JSON, file: String, bodySize: Int) throws(SafetensorsError) {
    func damaged(_ reason: String) -> SafetensorsError {
      .damaged(file, "the tensor \(tensor.quoted) \(reason)")
    }
    guard case .object(let entry) = json else { throw damaged("is not described by a JSON object") }
    guard case .string(let typeName) = entry["dtype"] else { throw damaged("has no dtype") }
    guard let type = SafetensorsType(rawValue: typeName) else {
      let known = SafetensorsType.allCases.map(\.rawValue).joined(separator: ", ")
      throw SafetensorsError(
        file: file,
        reason:
          "the tensor \(tensor.quoted) holds \(typeName.quoted), but only \(known) are read; convert it")
    }
    guard let shape = Self.sizes(entry["shape"]) else { throw damaged("has no shape of whole sizes from 0") }
    guard let offsets = Self.sizes(entry["data_offsets"]), offsets.count == 2 else {
      throw damaged("has no two data_offsets of whole numbers from 0")
    }
    let (begin, end) = (offsets[0], offsets[1])
    guard begin <= end else { throw damaged("ends at byte \(end), before its begin at \(begin)") }
    guard end <= bodySize else {
      throw damaged("ends at byte \(end), but the file has only \(bodySize) after its header")
    }
    guard let size = Self.byteCount(shape, type) else { throw damaged("has too large a shape, \(shape)") }
    guard size == end - begin else {
      throw damaged("of shape \(shape) needs \(size) bytes, but its offsets span \(end - begin)")
    }
    (self.type, self.shape, range) = (type, shape, begin..<end)
  }

  /// The largest number of dimensions, more than any tensor has: it limits the length of messages.
  static let maximumDimensions = 64

  private static func sizes(_ json: JSON?) -> [Int]? {
    guard case .array(let elements) = json, elements.count <= maximumDimensions else { return nil }
    let sizes = elements.compactMap { if case .integer(let size) = $0, size >= 0 { size } else { nil } }
    return sizes.count == elements.count ? sizes : nil
  }

  /// The number of bytes of a tensor; nil if the sizes other than 0 have a product beyond `Int`, so that no
  /// product of some of them overflows later.
  static func byteCount(_ shape: [Int], _ type: SafetensorsType) -> Int? {
    var product = type.byteCount
    for size in shape where size > 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }
}
