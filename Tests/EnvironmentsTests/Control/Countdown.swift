import Environments

/// An episode of a few steps, which bring 1, 2, 3 and so on, and then terminates; it observes how many are left, and ten
/// times that.
struct Countdown: RenderedEnvironment {
  let length: Int
  private(set) var stepsLeft = 0

  init(length: Int) { self.length = length }

  var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "countdown", observations: .init(shape: [2], element: .float32),
      actions: .discrete(count: 2, meaning: .choice), longestEpisode: length)
  }

  mutating func reset(seed: UInt64) -> Observation {
    stepsLeft = length
    return observation
  }

  mutating func step(_ action: Int) -> EnvironmentStep {
    stepsLeft -= 1
    return EnvironmentStep(
      observation: observation, reward: Float(length - stepsLeft), isTerminated: stepsLeft == 0)
  }

  private var observation: Observation { .numbers([Float(stepsLeft), Float(10 * stepsLeft)]) }

  var legalActions: [Int]? { [1] }

  var text: String { "\(stepsLeft) left" }

  func name(of action: Int) -> String { ["zero", "one"][action] }

  func action(named name: String) -> Int? { ["zero", "one"].firstIndex(of: name) }

  func render(width: Int, height: Int, channels: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(stepsLeft), count: width * height * channels)
  }
}
