import Planning

/// The named sizes of a training step and of a planner.
package struct PlaNetPreset: Sendable, Equatable, CustomStringConvertible {
  package let name: String
  package let model: PlaNetConfiguration
  /// The number of sequences of an update.
  package let batch: Int
  /// The number of steps of a sequence.
  package let length: Int
  /// The configuration of the planner.
  package let planner: PlannerConfiguration

  package init(
    name: String, model: PlaNetConfiguration, batch: Int, length: Int, planner: PlannerConfiguration? = nil
  ) {
    self.name = name
    self.model = model
    self.batch = batch
    self.length = length
    self.planner = planner ?? PlannerConfiguration(actionSize: model.actionSize)
  }

  /// For example `50 sequences of 50 steps, observations [64, 64, 3], …`.
  package var description: String {
    "\(batch) sequences of \(length) steps, observations \(model.observation.shape), actions of \(model.actionSize), belief \(model.beliefSize), state \(model.stateSize), \(model.variant.rawValue)"
  }

  package static func named(_ name: String) -> PlaNetPreset? { all.first { $0.name == name } }

  /// The presets of `foresight train`: small sizes for CPUs, and in `paper/…` the paper's sizes (Hafner et
  /// al. 2019, appendix A).
  package static let all: [PlaNetPreset] = [
    small("pendulum", .smallImage(height: 16, width: 16, channels: 1), iterations: 6, candidates: 400),
    small("pendulum-vector", .vector(3)),
    small("cartpole-swingup", .smallImage(height: 32, width: 32, channels: 3), horizon: 12),
    small("cartpole-swingup-vector", .vector(5), horizon: 12, iterations: 6, candidates: 400),
    PlaNetPreset(name: "paper/planet", model: PlaNetConfiguration(actionSize: 6), batch: 50, length: 50),
  ]

  private static func small(
    _ name: String, _ observation: PlaNetConfiguration.Observation, horizon: Int = 15, iterations: Int = 4,
    candidates: Int = 200
  ) -> PlaNetPreset {
    var model = PlaNetConfiguration(actionSize: 1)
    model.observation = observation
    model.activation = .elu
    model.depth = 8
    model.beliefSize = 64
    model.stateSize = 16
    model.hiddenSize = 64
    var planner = PlannerConfiguration(actionSize: 1)
    (planner.horizon, planner.iterations) = (horizon, iterations)
    (planner.candidates, planner.top) = (candidates, candidates / 10)
    return PlaNetPreset(name: name, model: model, batch: 32, length: 25, planner: planner)
  }
}
