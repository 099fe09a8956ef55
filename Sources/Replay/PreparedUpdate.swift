/// An update that was prepared ahead of its turn, with fresh values and policies.
package struct PreparedUpdate: Sendable, Equatable {
  package let positions: [ReplayPosition]
  package let batch: TrainingBatch

  package init(positions: [ReplayPosition], batch: TrainingBatch) {
    (self.positions, self.batch) = (positions, batch)
  }

  /// Updates as bytes, followed by a checksum.
  package static func record(of updates: [PreparedUpdate]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(updates.count)
    for update in updates {
      writer.write(update.positions.count)
      for position in update.positions {
        writer.write(position.serial)
        writer.write(position.step)
        writer.write(position.weight)
        writer.write(position.probability)
      }
      update.batch.write(to: &writer)
    }
    return ReplayState(writer).bytes
  }

  /// The updates of which these bytes are the `record(of:)`. Throws `ReplayError` if the bytes are damaged.
  package static func updates(record: [UInt8]) throws -> [PreparedUpdate] {
    try ReplayState(bytes: record).read { reader in
      let count = try reader.count()
      var updates: [PreparedUpdate] = []
      for _ in 0..<count {
        var positions: [ReplayPosition] = []
        for _ in 0..<(try reader.count()) {
          let state = StatePosition(serial: try reader.count(), step: try reader.count())
          positions.append(
            ReplayPosition(
              state: state, weight: try reader.read(Float.self), probability: try reader.read(Double.self)))
        }
        updates.append(PreparedUpdate(positions: positions, batch: try TrainingBatch(from: &reader)))
      }
      return updates
    }
  }
}

extension TrainingBatch {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(count)
    writer.write(observation.count)
    writer.write(observation)
    writer.write(action.count)
    writer.write(action)
    for values in [targetPolicy, targetValue, targetReward, mask, weight] {
      writer.write(values.count)
      writer.write(values)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ByteReader.Mismatch) {
    self.init()
    count = try reader.count()
    observation = try reader.observations(count: try reader.count())
    action = try reader.read(Int32.self, count: try reader.count())
    targetPolicy = try reader.read(Float.self, count: try reader.count())
    targetValue = try reader.read(Float.self, count: try reader.count())
    targetReward = try reader.read(Float.self, count: try reader.count())
    mask = try reader.read(Float.self, count: try reader.count())
    weight = try reader.read(Float.self, count: try reader.count())
  }
}
