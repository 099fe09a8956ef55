import MuZero
import PlaNet
import Runs

/// The device's part of a run, by name: of the presets of `foresight train`, and of `mlp`, `resnet` and `planet`, which have
/// the sizes of other tools' benchmarks.
enum AgentWork {
  case muZero(MuZeroWork)
  case planet(PlaNetWork)

  static var names: [String] { Presets.names + MuZeroSizes.Net.allCases.map(\.rawValue) + [paperSizes] }

  static let paperSizes = "planet"

  /// `batch` stands in place of the size of its batches. Throws if there is no such name, or if the environment's sizes
  /// cannot be known here.
  init(_ name: String, batch: Int? = nil) throws {
    if MuZeroSizes.Net(rawValue: name) != nil {
      self = .muZero(try MuZeroSizes.parse(["--net", name, "--batch", "\(batch ?? 128)"]).work)
      return
    }
    if name == Self.paperSizes {
      self = .planet(try PlaNetSizes.parse(["--batch", "\(batch ?? 50)", "--length", "50"]).work)
      return
    }
    switch try PresetChoice.settings(of: name) {
    case var settings as MuZeroSettings:
      settings.learner.batch = batch ?? settings.learner.batch
      self = .muZero(try MuZeroWork(settings))
    case var settings as PlaNetSettings:
      settings.learner.batch = batch ?? settings.learner.batch
      self = .planet(try PlaNetWork(settings))
    default: throw PresetChoice.unknown(name, among: Self.names)
    }
  }

  var training: any TrainingWork {
    switch self {
    case .muZero(let work): work
    case .planet(let work): work
    }
  }

  /// The number of sequences of a training step.
  var batch: Int {
    switch self {
    case .muZero(let work): work.settings.learner.batch
    case .planet(let work): work.settings.learner.batch
    }
  }
}
