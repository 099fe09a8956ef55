/// A forecast of a launch's time on a named device.
package struct LaunchForecast: Sendable, Equatable {
  package let shape: LaunchShape
  /// The number of waves: work-groups divided by the device's units.
  package let waves: Double
  /// The time of a perfect kernel, in microseconds: that of its arithmetic, of its memory traffic or of a
  /// launch, whichever is longest. 0 if the launch continues what an earlier launch began, which a perfect
  /// kernel would not need.
  package let perfect: Double
  /// The expected time of this kernel, in microseconds.
  package let time: Double

  package var waste: Double { max(0, time - perfect) }

  /// The share of the units that the last wave occupies, from 0 to 1.
  package var lastWave: Double {
    let part = waves - waves.rounded(.down)
    return part > 0 ? part : 1
  }

  /// Whether the work-groups occupy the device: there are 100 or more of them, or they fill most of the last
  /// wave.
  package var occupies: Bool { shape.groups >= 100 || lastWave >= 0.75 }
}

/// The forecast of a step's launches on a named device.
package struct StepForecast {
  package let launches: [LaunchForecast]

  package init(_ shapes: [LaunchShape], model: LaunchModel) { launches = shapes.map(model.forecast) }

  package var flops: Double { launches.reduce(0) { $0 + $1.shape.flops } }
  package var bytes: Double { launches.reduce(0) { $0 + $1.shape.tensorBytes } }
  /// The time of perfect kernels, in microseconds.
  package var perfect: Double { launches.reduce(0) { $0 + $1.perfect } }
  /// The expected time, in microseconds.
  package var time: Double { launches.reduce(0) { $0 + $1.time } }

  /// The share of the arithmetic in launches that occupy the device; 1 if there is no arithmetic.
  package var occupyingShare: Double {
    let part = launches.reduce(0) { $0 + ($1.occupies ? $1.shape.flops : 0) }
    return flops > 0 ? part / flops : 1
  }

  /// The launches grouped by shape, those that waste most time first.
  package var groups: [(launch: LaunchForecast, count: Int)] {
    var counts: [(launch: LaunchForecast, count: Int)] = []
    for launch in launches {
      if let place = counts.firstIndex(where: { $0.launch == launch }) {
        counts[place].count += 1
      } else {
        counts.append((launch, 1))
      }
    }
    return counts.enumerated().sorted {
      let (a, b) = ($0.element, $1.element)
      return (b.launch.waste * Double(b.count), $0.offset) < (a.launch.waste * Double(a.count), $1.offset)
    }.map(\.element)
  }
}
