import Environments

/// What a network sees of a state: its observation and those before it, in one.
///
/// [height, width, frames · channels + frames]: the observations from the oldest to the state's own, then, where there
/// are planes of actions, as many of them in the same order. Plane i is a / A everywhere for the action a that led to
/// observation i, in bytes the nearest to 255 · a / A. Before an episode's first state all is 0, and so is the plane of
/// the first. A vector is taken for an image of one point.
package struct ObservationStacking: Sendable, Equatable {
  /// What the environment gives.
  package let observations: EnvironmentSpecification.Observations
  private let actions: Int
  private let frames: Int
  private let hasPlanes: Bool
  private let points: Int
  private let channels: Int

  /// How many elements a row has.
  package var size: Int { points * width }
  /// [size], or [height, width, channels]: of a row.
  package var shape: [Int] { observations.shape.dropLast() + [width] }
  /// Elements of a point.
  private var width: Int { frames * channels + (hasPlanes ? frames : 0) }

  init(observations: EnvironmentSpecification.Observations, actions: Int, targets: TargetConfiguration) {
    self.observations = observations
    self.actions = actions
    frames = targets.stackedObservations
    hasPlanes = targets.actionPlanes
    channels = observations.shape.last ?? 1
    points = observations.count / channels
  }

  /// Writes what the network sees of row `step` of `trajectory` as row `row` of `output`, which must be as large.
  package func write(
    _ trajectory: Trajectory, step: Int, to output: inout ObservationColumn, row: Int
  ) {
    precondition(
      (row + 1) * size <= output.count, "row \(row) of \(size) elements, in \(output.count) elements")
    precondition(
      (0...trajectory.steps).contains(step), "row \(step) of a trajectory of \(trajectory.steps) steps")
    switch trajectory.observations {
    case .numbers(let rows):
      output.withNumbers { values in
        write(rows, trajectory.actions, step, to: &values, row) { Float($0) / Float(actions) }
      }
    case .bytes(let rows):
      output.withBytes { values in
        write(rows, trajectory.actions, step, to: &values, row) {
          UInt8((2 * 255 * Int($0) + actions) / (2 * actions))
        }
      }
    }
  }

  private func write<Element: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _ rows: [Element], _ taken: [Int32], _ step: Int, to output: inout [Element], _ row: Int,
    plane: (Int32) -> Element
  ) {
    let inputSize = points * channels
    rows.withUnsafeBufferPointer { rows in
      output.withUnsafeMutableBufferPointer { output in
        let output = output.baseAddress! + row * size
        if width == channels {
          output.update(from: rows.baseAddress! + step * inputSize, count: inputSize)
          return
        }
        let first = step - (frames - 1)
        let missing = max(0, -first)
        for frame in 0..<(hasPlanes ? frames : 0) {
          let source = first + frame
          output[frames * channels + frame] = source < 1 ? 0 : plane(taken[source - 1])
        }
        for point in 0..<points {
          let place = output + point * width
          (place + frames * channels).update(
            from: output + frames * channels, count: width - frames * channels)
          for index in 0..<missing * channels { place[index] = 0 }
          for frame in missing..<frames {
            let input = rows.baseAddress! + (first + frame) * inputSize + point * channels
            for channel in 0..<channels { place[frame * channels + channel] = input[channel] }
          }
        }
      }
    }
  }
}
