import Device

/// What a launch would take on a named device.
package struct LaunchForecast: Sendable, Equatable {
  package let shape: LaunchShape
  /// Times that the work-groups fill the device's units, one to each.
  package let waves: Double
  /// What a perfect kernel would take, in microseconds: as long as the arithmetic or the memory, or a launch. 0 where it goes
  /// on with what an earlier launch began, which a perfect kernel would not need.
  package let perfect: Double
  /// What this kernel is thought to take, in microseconds.
  package let time: Double

  package var waste: Double { max(0, time - perfect) }

  /// How much of the units the last wave fills, of 1.
  package var lastWave: Double {
    let part = waves - waves.rounded(.down)
    return part > 0 ? part : 1
  }

  /// Whether the work-groups occupy the device: 100 or more, or most of the last wave.
  package var occupies: Bool { shape.groups >= 100 || lastWave >= 0.75 }
}

/// The launches of a step on a named device.
package struct StepForecast {
  package let launches: [LaunchForecast]

  package init(_ shapes: [LaunchShape], model: LaunchModel) { launches = shapes.map(model.forecast) }

  package var flops: Double { launches.reduce(0) { $0 + $1.shape.flops } }
  package var bytes: Double { launches.reduce(0) { $0 + $1.shape.tensorBytes } }
  /// Microseconds.
  package var perfect: Double { launches.reduce(0) { $0 + $1.perfect } }
  /// Microseconds.
  package var time: Double { launches.reduce(0) { $0 + $1.time } }

  /// The share of the arithmetic in launches that occupy the device; 1 where there is no arithmetic.
  package var occupyingShare: Double {
    let part = launches.reduce(0) { $0 + ($1.occupies ? $1.shape.flops : 0) }
    return flops > 0 ? part / flops : 1
  }

  /// Launches of one shape together, those that waste most first.
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
