import Environments
import MuZero
import Operations
import PlaNet
import Runs

/// The sizes and precisions of an agent's device work.
struct AgentWork {
  enum Sizes {
    case muZero(MuZeroPreset)
    case planet(PlaNetPreset)
  }

  var sizes: Sizes
  /// Of the products of training steps.
  var trainingPrecision = Precision.float32
  /// Of the products of searches.
  var searchPrecision = Precision.float32

  /// The names of all agents: the presets of `foresight train`, and the sizes of other tools' benchmarks.
  static var names: [String] { Presets.names + MuZeroSizes.Net.allCases.map(\.rawValue) + [paperName] }

  private static let paperName = "planet"

  /// Nil if there is no agent of this name. Throws if its environment cannot be asked for what the networks depend on.
  init?(_ name: String) throws {
    if let net = MuZeroSizes.Net(rawValue: name) {
      sizes = .muZero(try MuZeroSizes.parse(["--net", net.rawValue]).chosen)
      return
    }
    if name == Self.paperName {
      sizes = .planet(try PlaNetSizes.parse(["--batch", "50", "--length", "50"]).chosen)
      return
    }
    guard let known = Presets.known(name) else { return nil }
    switch try RunSettings(layers: [try Presets.tree(known)], overrides: [], seed: nil).agent {
    case let settings as MuZeroSettings:
      sizes = .muZero(try MuZeroPreset(settings, name: known))
      trainingPrecision = settings.learner.precision
      searchPrecision = settings.search.precision
    case let settings as PlaNetSettings:
      sizes = .planet(try PlaNetPreset(settings, name: known))
      trainingPrecision = settings.learner.precision
    default: return nil
    }
  }

  /// The number of sequences of a training step.
  var batch: Int {
    switch sizes {
    case .muZero(let preset): preset.batch
    case .planet(let preset): preset.batch
    }
  }

  /// The same agent with another batch, and with sequences of another length (PlaNet), where they are given.
  func with(batch: Int?, length: Int?) -> AgentWork {
    var other = self
    switch sizes {
    case .muZero(let preset):
      other.sizes = .muZero(
        MuZeroPreset(
          name: preset.name, network: preset.network, batch: batch ?? preset.batch,
          unrollSteps: preset.unrollSteps, valueWeight: preset.valueWeight))
    case .planet(let preset):
      other.sizes = .planet(
        PlaNetPreset(
          name: preset.name, model: preset.model, batch: batch ?? preset.batch,
          length: length ?? preset.length, planner: preset.planner))
    }
    return other
  }
}

extension MuZeroPreset {
  /// The sizes of a run with these settings. Throws if there is no such environment.
  fileprivate init(_ settings: MuZeroSettings, name: String) throws {
    self.init(
      name: name, network: settings.networkConfiguration(try settings.estimatedSpecification()),
      batch: settings.learner.batch, unrollSteps: settings.learner.unrollSteps,
      valueWeight: Float(settings.usedValueWeight))
  }
}

extension PlaNetPreset {
  /// The sizes of a run with these settings. Throws if there is no such environment, or if it cannot be made here.
  fileprivate init(_ settings: PlaNetSettings, name: String) throws {
    let specification = try settings.makeEnvironment().specification
    self.init(
      name: name, model: settings.networkConfiguration(specification), batch: settings.learner.batch,
      length: settings.learner.chunkLength,
      planner: settings.plannerConfiguration(specification, method: settings.planner.method))
  }
}
