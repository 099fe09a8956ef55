import Common

/// An event in TensorBoard's files: the data of a step, as in TensorFlow's `Event` message.
struct BoardEvent {
  private let bytes: [UInt8]

  static func fileVersion(wall: Double) -> BoardEvent {
    var message = ProtocolBuffer()
    message.add(1, wall)
    message.add(3, "brain.Event:2")
    return BoardEvent(bytes: message.bytes)
  }

  /// A scalar. `wall` is in seconds since 1970.
  static func scalar(_ tag: String, _ value: Double, step: Int, wall: Double) -> BoardEvent {
    summary(tag, step: step, wall: wall) { $0.add(2, Float(value)) }
  }

  /// A picture, whose file TensorBoard shows unchanged.
  static func picture(_ tag: String, _ picture: StoredPicture, step: Int, wall: Double) -> BoardEvent {
    summary(tag, step: step, wall: wall) { value in
      value.add(4) { image in
        image.add(1, picture.height)
        image.add(2, picture.width)
        // The three color channels.
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

  /// The event as a record of a TFRecord file: the length and the message, each followed by a checksum.
  var record: [UInt8] {
    func little(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let length = little(UInt64(bytes.count))
    return length + little(CRC32C.masked(length)) + bytes + little(CRC32C.masked(bytes))
  }
}

/// A picture in a file.
struct StoredPicture {
  let bytes: [UInt8]
  let width: Int
  let height: Int
  /// The picture's name and step: for `episode-000000100.gif` they are `episode` and 100.
  let name: String
  let step: Int

  /// Nil if the file is not one of a run's pictures.
  init?(_ path: String) {
    guard let match = path.split(separator: "/").last?.wholeMatch(of: /(.+)-([0-9]+)\.gif/),
      let step = Int(match.2), let bytes = BinaryFile.read(path), bytes.count > 10
    else { return nil }
    (name, self.step, self.bytes) = (String(match.1), step, bytes)
    width = Int(bytes[6]) | Int(bytes[7]) << 8
    height = Int(bytes[8]) | Int(bytes[9]) << 8
  }
}
