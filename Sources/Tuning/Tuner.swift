import Benchmarks
import Device
import Operations
import Tensors

/// Measures the ways to compute a product on a device.
///
/// Every variant is checked before it may win, and a variant that fails in any way is only rejected. Variants
/// run in turn, several batches each; a median must be clearly better than the default's to replace it.
package struct Tuner {
  /// The launches that compute a product by a choice; nil if the device cannot.
  package typealias Launcher = (ProductChoice, Product, OperationContext) throws -> [any Launch]?

  private let device: any Device
  private let queue: any Queue
  private let launcher: Launcher

  /// Tests replace `launcher`. Throws if the device cannot make a queue.
  package init(device: any Device, launcher: @escaping Launcher = { try $1.launches($0, $2) }) throws {
    self.device = device
    queue = try device.makeQueue(profiling: false)
    self.launcher = launcher
  }

  /// Measures `shape` in a precision. Throws if the device cannot hold its arrays.
  package func tune(_ shape: ProductShape, in precision: Precision = .float32) throws -> ProductTuning {
    defer { device.trimPool() }
    let context = OperationContext(device: device, precision: precision)
    let trial = try ProductTrial(shape, context: context, queue: queue)
    let choices = trial.product.choices(context, plans: Self.plans)
    var results = choices.map { Self.lost($0, because: "not measured") }
    var runners: [Runner] = []
    for (index, choice) in choices.enumerated() {
      do {
        guard let launches = try launcher(choice, trial.product, context) else {
          results[index] = Self.lost(choice, because: "the device cannot run it")
          continue
        }
        if let fault = try trial.fault(launches) {
          results[index] = Self.lost(choice, because: "wrong: \(fault)")
          continue
        }
        runners.append(try Runner(index: index, launches: launches, trial: trial))
      } catch {
        results[index] = Self.lost(choice, because: "\(error)")
      }
    }
    let quickest = runners.map(\.roughSeconds).min() ?? 0
    for runner in runners where runner.index > 0 && runner.roughSeconds > Self.hopeless * quickest {
      results[runner.index] = Self.measured(choices[runner.index], seconds: runner.roughSeconds)
    }
    runners.removeAll { $0.index > 0 && $0.roughSeconds > Self.hopeless * quickest }
    note(measure(runners, trial: trial, rounds: Self.rounds), of: runners, in: &results)
    return decide(
      ProductTuning(shape: shape, precision: precision, results: results), runners: runners, trial: trial)
  }

  /// Takes the fastest variant. If it is not the default, the two are measured against each other once more.
  private func decide(_ tuning: ProductTuning, runners: [Runner], trial: ProductTrial) -> ProductTuning {
    var tuning = tuning
    func seconds(_ runner: Runner) -> Double? { tuning.results[runner.index].seconds }
    let best = runners.filter { seconds($0) != nil }.min { seconds($0)! < seconds($1)! }
    guard let best, best.index > 0 else { return tuning }
    if tuning.standard.failure == nil {
      let pair = [runners[0], best]
      note(measure(pair, trial: trial, rounds: Self.finalRounds), of: pair, in: &tuning.results)
    }
    guard let time = seconds(best) else { return tuning }
    if time < Self.clearWin * (tuning.standard.seconds ?? .infinity) { tuning.winner = best.index }
    return tuning
  }

  private func note(
    _ outcomes: [Result<Double, any Error>], of runners: [Runner], in results: inout [ProductTuning.Result]
  ) {
    for (runner, outcome) in zip(runners, outcomes) {
      let choice = results[runner.index].choice
      switch outcome {
      case .success(let seconds): results[runner.index] = Self.measured(choice, seconds: seconds)
      case .failure(let error): results[runner.index] = Self.lost(choice, because: "\(error)")
      }
    }
  }

  /// The median time of each variant in seconds, over batches in turn; the order is reversed in every round.
  private func measure(_ runners: [Runner], trial: ProductTrial, rounds: Int) -> [Result<Double, any Error>] {
    var times = [Result<[Double], any Error>](repeating: .success([]), count: runners.count)
    for round in 0..<rounds {
      for position in round % 2 == 0 ? Array(runners.indices) : runners.indices.reversed() {
        let runner = runners[position]
        times[position] = times[position].flatMap { known in
          Result { known + [try trial.time(runner.launches, count: runner.count)] }
        }
      }
    }
    return times.map { $0.map(\.median) }
  }

  private static func lost(_ choice: ProductChoice, because reason: String) -> ProductTuning.Result {
    ProductTuning.Result(choice: choice, seconds: nil, failure: reason)
  }

  private static func measured(_ choice: ProductChoice, seconds: Double) -> ProductTuning.Result {
    ProductTuning.Result(choice: choice, seconds: seconds, failure: nil)
  }

  /// A correct variant, with the number of its runs that make a batch.
  private struct Runner {
    let index: Int
    let launches: [any Launch]
    let roughSeconds: Double
    let count: Int

    /// The variant has been warmed up by its check.
    init(index: Int, launches: [any Launch], trial: ProductTrial) throws {
      self.index = index
      self.launches = launches
      let once = try trial.time(launches, count: 1)
      let few = max(1, min(64, Int(Tuner.batchSeconds / 4 / once)))
      roughSeconds = try trial.time(launches, count: few)
      count = max(1, min(4096, Int((Tuner.batchSeconds / roughSeconds).rounded(.up))))
    }
  }

  /// The number of plans for CPU blocks that are tried.
  private static let plans = 6
  /// The minimum time of a batch, in seconds.
  private static let batchSeconds = 0.004
  private static let rounds = 7
  private static let finalRounds = 15
  /// A variant that is this many times slower than the fastest in the first round is not measured further.
  private static let hopeless = 2.0
  /// The share of the default's time that a variant's time must be below to replace it.
  private static let clearWin = 0.97
}

extension Tuner {
  /// The distinct products that a suite's cases need in a precision, forward and backward, and the cases that could not
  /// be bound.
  package static func products(
    of cases: [KernelSuite.Case], device: any Device, precision: Precision = .float32
  ) -> (products: [TunedProduct], failures: [(name: String, reason: String)]) {
    let context = OperationContext(device: device, precision: precision)
    var failures: [(name: String, reason: String)] = []
    for suiteCase in cases {
      do {
        _ = try OperationExecutable(suiteCase.traced(device: device.info), context: context)
      } catch {
        failures.append((suiteCase.name, "\(error)"))
      }
      device.trimPool()
    }
    return (context.products.map { TunedProduct($0, in: context) }, failures)
  }
}
