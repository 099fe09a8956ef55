import Benchmarks
import Device
import Foundation
import Testing

/// The model of launches against what an H200 took for the kernels of commit 9d1ea26.
@Suite struct LaunchModelTests {
  /// A time of the H200's logs, with the launches that took it.
  private struct Measurement: Decodable {
    struct Launches: Decodable {
      let shape: LaunchShape
      let count: Int
    }

    enum Kind: String, Decodable {
      case graph, queue, events

      var submission: LaunchModel.Submission {
        switch self {
        case .graph: .graph
        case .queue: .queue
        case .events: .events
        }
      }
    }

    let name: String
    let microseconds: Double
    let kind: Kind
    /// Whether the model's constants were fitted without it.
    let isHeldOut: Bool
    let launches: [Launches]

    /// How far the model's time is off, as a part of the measured one.
    func error(_ device: NamedDevice) -> Double {
      let model = LaunchModel(device: device, submission: kind.submission)
      let time = launches.reduce(0) { $0 + Double($1.count) * model.time($1.shape) }
      return abs(time / microseconds - 1)
    }
  }

  private let measurements: [Measurement]
  private let device = NamedDevice.named("h200")!

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures")
    measurements = try JSONDecoder().decode(
      [Measurement].self, from: Data(contentsOf: root.appending(component: "h200.json")))
  }

  private func errors(_ isPart: (Measurement) -> Bool) -> [Double] {
    measurements.filter(isPart).map { $0.error(device) }.sorted()
  }

  @Test func whatItWasFittedToHolds() {
    let errors = errors { !$0.isHeldOut }
    #expect(errors.count == 30 && errors.median < 0.12, "\(errors)")
    #expect(errors.filter { $0 < 0.3 }.count >= 29, "\(errors)")
  }

  @Test func whatItWasNotFittedToHolds() {
    let suite = errors { $0.isHeldOut && $0.kind != .events && !$0.name.hasPrefix("step") }
    #expect(suite.count == 31 && suite.median < 0.12, "\(suite)")
    #expect(suite.filter { $0 < 0.3 }.count >= 27, "\(suite)")
    // Sums over the launches of an operation in other steps.
    let profiles = errors { $0.kind == .events }
    #expect(profiles.count == 50 && profiles.median < 0.2, "\(profiles)")
    #expect(profiles.filter { $0 < 0.3 }.count >= 39, "\(profiles)")
  }

  @Test func wholeStepsHold() {
    let steps = errors { $0.name.hasPrefix("step") }
    #expect(steps.count == 4 && steps.allSatisfy { $0 < 0.25 }, "\(steps)")
  }

  @Test func moreWorkTakesLonger() throws {
    let model = LaunchModel(device: device)
    let shapes = measurements.flatMap { $0.launches.map(\.shape) }
    let product = try #require(shapes.first { $0.tile != nil && $0.groups >= 1024 })
    let forecast = model.forecast(product)
    #expect(forecast.time > forecast.perfect && forecast.waste == forecast.time - forecast.perfect)
    #expect(forecast.waves == Double(product.groups) / 132 && forecast.occupies)
    // A smaller device, and one launch after the other, take longer.
    #expect(LaunchModel(device: NamedDevice.named("a100")!).time(product) > 1.5 * model.time(product))
    #expect(LaunchModel(device: device, submission: .queue).time(product) > model.time(product))
  }

  @Test func loopsThatAreKnownDecide() throws {
    let shape = try #require(
      measurements.flatMap { $0.launches.map(\.shape) }.first { $0.tile != nil && $0.groups >= 1024 })
    func time(_ share: Double) throws -> Double {
      let json = """
        [{"program": "\(shape.program)", "kernel": "\(shape.kernel)", "groups": 4, "fma": \(share), "mma": 0, "registers": 1}]
        """
      let loops = try LoopTable(json: Data(json.utf8), source: "test")
      return LaunchModel(device: device, loops: loops).time(shape)
    }
    #expect(try time(0.9) < time(0.4))
    #expect(throws: KernelSuiteError.self) { try LoopTable(json: Data("{}".utf8), source: "test") }
  }
}
