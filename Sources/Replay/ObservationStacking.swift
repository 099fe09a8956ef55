import Environments

/// The stacking of observations: a network sees a state as its observation together with those before it.
///
/// The result is [height, width, frames · channels + frames]: the observations from the oldest to the state's
/// own and, if there are action planes, one plane for each of them in the same order. Plane i is a / A
/// everywhere, where A is the number of actions and a the action that led to observation i; in bytes it is
/// the nearest to 255 · a / A. Observations before the episode's first are 0, as is the action plane of the
/// first. A vector counts as an image of one point.
package struct ObservationStacking: Sendable, Equatable {
  /// The environment's observations.
  package let observations: EnvironmentSpecification.Observations
  private let actions: Int
  private let frames: Int
  private let hasPlanes: Bool
  private let points: Int
  private let channels: Int

  /// The number of elements of a row.
  package var size: Int { points * width }
  /// The shape of a row: [size], or [height, width, channels].
  package var shape: [Int] { observations.shape.dropLast() + [width] }
  /// The number of elements of a point.
  private var width: Int { frames * channels + (hasPlanes ? frames : 0) }

  init(observations: EnvironmentSpecification.Observations, actions: Int, targets: TargetConfiguration) {
    self.observations = observations
    self.actions = actions
    frames = targets.stackedObservations
    hasPlanes = targets.actionPlanes
    channels = observations.shape.last ?? 1
    points = observations.count / channels
  }

  /// Writes the stack of row `step` of `trajectory` to row `row` of `output`, which must be large enough.
  package func write(
    _ trajectory: Trajectory, step: Int, to output: inout ObservationBatch, row: Int
  ) {
    precondition(
      (row + 1) * size <= output.count, "row \(row) of \(size) elements, in \(output.count) elements")
    precondition(
      (0...trajectory.steps).contains(step), "row \(step) of a trajectory of \(trajectory.steps) steps")
    let rows = trajectory.observations
    precondition(
      rows.size == points * channels,
      "observations of \(rows.size) elements, for stacks of \(points * channels)")
    let seen = max(0, step - (frames - 1))..<step + 1
    switch rows.element {
    case .float32:
      output.withNumbers { values in
        rows.withNumbers(seen) { seen in
          write(seen, trajectory.actions, step, to: &values, row) { Float($0) / Float(actions) }
        }
      }
    case .uint8:
      output.withBytes { values in
        rows.withBytes(seen) { seen in
          write(seen, trajectory.actions, step, to: &values, row) {
            UInt8((2 * 255 * Int($0) + actions) / (2 * actions))
          }
        }
      }
    }
  }

  /// Writes the stacks of states to the first rows of `output`, which grows as needed.
  package func write(_ states: some Collection<StoredState>, to output: inout ObservationBatch) {
    if output.count < states.count * size {
      output = ObservationBatch(output.element, count: states.count * size)
    }
    for (row, state) in states.enumerated() {
      write(state.trajectory, step: state.step, to: &output, row: row)
    }
  }

  /// `rows` holds those observations of the stack that exist, the last of which is that of `step`.
  private func write<Element: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _ rows: [UnsafePointer<Element>], _ taken: [Int32], _ step: Int, to output: inout [Element], _ row: Int,
    plane: (Int32) -> Element
  ) {
    output.withUnsafeMutableBufferPointer { output in
      let output = output.baseAddress! + row * size
      if width == channels {
        output.update(from: rows[0], count: points * channels)
        return
      }
      let (first, missing) = (step - (frames - 1), frames - rows.count)
      for frame in 0..<(hasPlanes ? frames : 0) {
        let source = first + frame
        output[frames * channels + frame] = source < 1 ? 0 : plane(taken[source - 1])
      }
      for start in stride(from: 0, to: points, by: Self.pointsAtOnce) {
        let points = start..<min(start + Self.pointsAtOnce, points)
        for point in points where hasPlanes || missing > 0 {
          let place = output + point * width
          (place + frames * channels).update(
            from: output + frames * channels, count: width - frames * channels)
          for index in 0..<missing * channels { place[index] = 0 }
        }
        for (index, input) in rows.enumerated() {
          write(points, of: input, to: output + (missing + index) * channels)
        }
      }
    }
  }

  /// The number of points of a stack that are written at a time, so that they stay in the cache until all
  /// frames are written.
  private static let pointsAtOnce = 128

  /// Writes points of an observation to every `width`-th element.
  private func write<Element: BitwiseCopyable>(
    _ points: Range<Int>, of input: UnsafePointer<Element>, to output: UnsafeMutablePointer<Element>
  ) {
    if channels == 3 {
      // RGB images, without an inner loop.
      var (source, target) = (input + 3 * points.lowerBound, output + width * points.lowerBound)
      for _ in points {
        (target[0], target[1], target[2]) = (source[0], source[1], source[2])
        source += 3
        target += width
      }
      return
    }
    for point in points {
      for channel in 0..<channels { output[point * width + channel] = input[point * channels + channel] }
    }
  }
}
