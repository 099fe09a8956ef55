import Benchmarks
import Foundation
import Search

/// The timing of a search, as lines for people or a line of JSON.
struct SearchReport: Encodable {
  private let net: String
  private let trees: Int
  private let simulations: Int
  private let actions: Int
  private let threads: Int
  private let place: SearchStatistics.Place
  /// The number of calls of the evaluator for leaves per simulation of all trees.
  private let launchesPerSimulation: Double
  private let hostUs: Double
  private let descentUs: Double
  private let backUpUs: Double
  private let inferenceUs: Double
  private let uploadUs: Double
  private let deviceUs: Double
  private let downloadUs: Double
  /// The milliseconds of one search of all trees.
  private let ms: Double
  private let simulationsPerS: Double
  private let bytesPerNode: Int
  private let nodeBytes: Int
  private let batchSizes: [SearchStatistics.BatchCount]
  private let meanBatchSize: Double
  private let meanQueueUs: Double
  private let longestQueueUs: Double
  private let idleShare: Double
  private let meanDepth: Double
  private let deepest: Int

  init(
    _ timing: SearchTiming, net: String, trees: Int, simulations: Int, actions: Int, threads: Int
  ) {
    let statistics = timing.statistics
    func perLeaf(_ seconds: Double) -> Double { (seconds * 1e6 / Double(statistics.leaves)).rounded(to: 4) }
    self.net = net
    self.trees = trees
    self.simulations = simulations
    self.actions = actions
    self.threads = threads
    place = statistics.place
    launchesPerSimulation =
      (Double(statistics.batchSizes.reduce(0) { $0 + $1.batches }) / Double(simulations)).rounded(to: 3)
    hostUs = (statistics.hostSecondsPerSimulation * 1e6).rounded(to: 4)
    descentUs = perLeaf(statistics.descentSeconds)
    backUpUs = perLeaf(statistics.backUpSeconds)
    inferenceUs = perLeaf(statistics.inferenceSeconds)
    uploadUs = perLeaf(statistics.evaluatorTimes.upload)
    deviceUs = perLeaf(statistics.evaluatorTimes.device)
    downloadUs = perLeaf(statistics.evaluatorTimes.download)
    ms = (statistics.seconds * 1e3).rounded(to: 3)
    simulationsPerS = (Double(statistics.leaves) / statistics.seconds).rounded(to: 0)
    bytesPerNode = timing.bytesPerNode
    nodeBytes = timing.bytes
    batchSizes = statistics.batchSizes
    meanBatchSize = statistics.meanBatchSize.rounded(to: 2)
    meanQueueUs = (statistics.meanQueueSeconds * 1e6).rounded(to: 2)
    longestQueueUs = (statistics.longestQueueSeconds * 1e6).rounded(to: 2)
    idleShare = statistics.idleShare.rounded(to: 4)
    meanDepth = timing.shape.meanDepth.rounded(to: 2)
    deepest = timing.shape.deepest
  }

  var text: String {
    let sizes = batchSizes.map { "\($0.batches) of \($0.size)" }.joined(separator: ", ")
    return String(
      format: """
        %d trees, %d simulations, %d actions, net %@, searched on the %@
          host              %.4f us a simulation and tree, summed over threads (descent %.4f, backup %.4f)
          evaluator         %.4f us a simulation and tree (upload %.4f, device %.4f, download %.4f)
          rate              %.3f ms a search, %.0f simulations/s
          memory            %d bytes a node with its edges, %.1f MiB in all
          batches           %@ leaves, %.3f a simulation
          queue             %.1f us until a batch leaves, %.1f at most; idle for %.0f%% of the time
          depth             %.1f on average, %d at most (first tree)
        """, trees, simulations, actions, net, place.rawValue, hostUs, descentUs, backUpUs, inferenceUs,
      uploadUs,
      deviceUs, downloadUs, ms, simulationsPerS,
      bytesPerNode, Double(nodeBytes) / 1_048_576, sizes, launchesPerSimulation, meanQueueUs, longestQueueUs,
      idleShare * 100,
      meanDepth,
      deepest)
  }
}
