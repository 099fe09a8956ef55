import Settings

/// A configuration with every kind of value that there is.
struct SampleConfiguration: Codable, Equatable {
  var environment = "cartpole"
  var seed: UInt64 = 0
  var limit: Int?
  var note: String?
  var search = Search()
  var learner = Learner()
  var schedule = Schedule.constant(value: 0.5)
  var sizes: [String: Int] = [:]
  var target: Learner?

  struct Search: Codable, Equatable {
    var simulations = 50
    var exploration = 1.25
    var isNoisy = true
  }

  struct Learner: Codable, Equatable {
    var batch = 128
    var rate: Float = 0.1
    var layers = [64, 64]
    var optimizer = Optimizer.momentum
    var channels: UInt8 = 16
    var stages: [Stage] = []
  }

  enum Optimizer: String, Codable, CaseIterable { case momentum, adam }

  enum Schedule: Codable, Equatable {
    case constant(value: Double)
    case step(first: Double, after: Int)
  }

  struct Stage: Codable, Equatable {
    var until: Int
    var temperature: Double
  }
}

/// The sentence of the error that `body` throws.
func message(_ body: () throws -> some Any) -> String {
  do {
    return "no error, but \(try body())"
  } catch {
    return "\(error)"
  }
}
