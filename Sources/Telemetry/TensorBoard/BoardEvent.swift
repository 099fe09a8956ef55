import Common

/// An event of TensorBoard's files: what was known at a step, as TensorFlow's `Event` message has it.
struct BoardEvent {
  private let bytes: [UInt8]

  /// The one that a file begins with.
  static func fileVersion(wall: Double) -> BoardEvent {
    var message = ProtocolBuffer()
    message.add(1, wall)
    message.add(3, "brain.Event:2")
    return BoardEvent(bytes: message.bytes)
  }

  /// A number; `wall` is in seconds since 1970.
  static func scalar(_ tag: String, _ value: Double, step: Int, wall: Double) -> BoardEvent {
    summary(tag, step: step, wall: wall) { $0.add(2, Float(value)) }
  }

  /// A picture, whose file's bytes TensorBoard shows as they are.
  static func picture(_ tag: String, _ picture: StoredPicture, step: Int, wall: Double) -> BoardEvent {
    summary(tag, step: step, wall: wall) { value in
      value.add(4) { image in
        image.add(1, picture.height)
        image.add(2, picture.width)
        // Red, green and blue.
        image.add(3, 3)
        image.add(4, picture.bytes)
      }
    }
  }

  private static func summary(
    _ tag: String, step: Int, wall: Double, _ value: (inout ProtocolBuffer) -> Void
  ) -> BoardEvent {
    var message = ProtocolBuffer()
    message.add(1, wall)
    message.add(2, step)
    message.add(5) { summary in
      summary.add(1) { entry in
        entry.add(1, tag)
        value(&entry)
      }
    }
    return BoardEvent(bytes: message.bytes)
  }

  /// As a record of a TFRecord file: the length and the message, a check behind each.
  var record: [UInt8] {
    func little(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let length = little(UInt64(bytes.count))
    return length + little(CRC32C.masked(length)) + bytes + little(CRC32C.masked(bytes))
  }
}

/// A picture's file.
struct StoredPicture {
  let bytes: [UInt8]
  let width: Int
  let height: Int
  /// What it shows, and after which step: of `episode-000000100.gif` `episode` and 100.
  let name: String
  let step: Int

  /// Nil where the file is none of a run's pictures.
  init?(_ path: String) {
    guard let match = path.split(separator: "/").last?.wholeMatch(of: /(.+)-([0-9]+)\.gif/),
      let step = Int(match.2), let bytes = BinaryFile.read(path), bytes.count > 10
    else { return nil }
    (name, self.step, self.bytes) = (String(match.1), step, bytes)
    width = Int(bytes[6]) | Int(bytes[7]) << 8
    height = Int(bytes[8]) | Int(bytes[9]) << 8
  }
}
