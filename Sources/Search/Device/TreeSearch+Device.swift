import Dispatch

/// Searches that an evaluator carries out on the device of its networks.
extension TreeSearch {
  /// The longest time that one launch should take, in seconds: short enough to stop a search promptly, and
  /// not to freeze a desktop that shares the GPU.
  private static let longestSlice = 0.05
  /// The number of simulations of the first launch, whose time tells how long a simulation takes.
  private static let firstSlice = 16

  func run(
    on searcher: any SearchingEvaluator, isLate: () -> Bool, goesOn: (() -> Bool)?
  ) throws -> SearchStatistics {
    let start = SearchMeter.now
    let before = searcher.times
    try host.addRoots(of: further, gumbelTrees: gumbelTrees, kept: kept, searcher)
    let trees = searchTrees()
    let longest = further.map(\.simulations).max()!
    var (done, launches) = (0, 0)
    while done < longest {
      let slice = min(longest - done, sliceLength)
      let began = SearchMeter.now
      try named(done) { try searcher.advance(trees, by: slice, isFirst: launches == 0) }
      secondsPerSimulation = Double(SearchMeter.now - began) * 1e-9 / Double(slice)
      launches += 1
      done += slice
      let isLate = isLate()
      if isLate || done == longest || goesOn != nil { try named(done) { try searcher.finish(trees) } }
      if isLate { break }
      if let goesOn, !goesOn() { break }
    }
    let end = SearchMeter.now
    var statistics = SearchStatistics()
    statistics.leaves = (0..<trees.count).reduce(0) { $0 + simulations(of: $1) - keptVisits(of: $1) }
    statistics.place = .device
    statistics.batchSizes = [.init(size: statistics.leaves / launches, batches: launches)]
    statistics.seconds = Double(end - start) * 1e-9
    let times = searcher.times - before
    statistics.evaluatorTimes = times
    statistics.inferenceSeconds = times.upload + times.device + times.download
    statistics.hostSeconds = statistics.seconds - statistics.inferenceSeconds
    return statistics
  }

  /// The number of simulations of the next launch.
  private var sliceLength: Int {
    guard let seconds = secondsPerSimulation else { return Self.firstSlice }
    return max(1, Int(min(Self.longestSlice / max(seconds, 1e-9), 1e6)))
  }

  private func named<Result>(_ simulation: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SearchError {
      throw error
    } catch {
      throw SearchError(
        trees: 0...requests.count - 1, simulation: simulation + 1, reason: "the evaluator failed: \(error)",
        isNumerical: false)
    }
  }

  private func searchTrees() -> SearchTrees {
    let distinct = Array(Set(requests.map(\.exploration)))
    let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return SearchTrees(
      count: requests.count, forest: memory.forest,
      tables: distinct.map { UnsafePointer(explorations[$0]!) },
      tableOfTree: requests.map { places[$0.exploration]! }, gumbelTrees: gumbelTrees,
      keptVisits: requests.indices.map(keptVisits))
  }
}
