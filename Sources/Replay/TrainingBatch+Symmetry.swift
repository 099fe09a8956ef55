import Environments

extension TrainingBatch {
  /// Applies a symmetry of the board to a row: to the observation, the actions and the policies.
  mutating func transform(row: Int, by symmetry: BoardSymmetry, _ configuration: ReplayConfiguration) {
    let (actions, unrolled) = (configuration.actions, configuration.targets.unrollSteps)
    observation.movePoints(row: row, size: configuration.stacking.size, from: symmetry.sources)
    for index in row * unrolled..<(row + 1) * unrolled {
      action[index] = symmetry.actions[Int(action[index])]
    }
    for step in row * (unrolled + 1)..<(row + 1) * (unrolled + 1) {
      let policy = Array(targetPolicy[step * actions..<(step + 1) * actions])
      for (old, new) in symmetry.actions.enumerated() {
        targetPolicy[step * actions + Int(new)] = policy[old]
      }
    }
  }
}

extension ObservationBatch {
  /// Permutes the points of a row of `size` elements: each point receives the one that `sources` gives.
  fileprivate mutating func movePoints(row: Int, size: Int, from sources: [Int]) {
    switch self {
    case .numbers: withNumbers { Self.move(&$0, row, size, sources) }
    case .bytes: withBytes { Self.move(&$0, row, size, sources) }
    }
  }

  private static func move<Element>(_ values: inout [Element], _ row: Int, _ size: Int, _ sources: [Int]) {
    let old = Array(values[row * size..<(row + 1) * size])
    let planes = size / sources.count
    for (point, source) in sources.enumerated() {
      for plane in 0..<planes { values[row * size + point * planes + plane] = old[source * planes + plane] }
    }
  }
}
