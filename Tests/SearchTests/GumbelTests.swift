import Foundation
import Testing

@testable import Search

/// Searches by Gumbel MuZero's rules find what mctx's do.
@Suite struct GumbelTests {
  /// A case of `Tests/Fixtures/gumbel.json`; `tools/record-gumbel` tells what is in it.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let nextState: [[Int]]
    let reward: [[Float]]
    let policyLogits: [[Float]]
    let value: [Float]
    let rootState: Int
    let simulations: Int
    let discount: Double
    let considered: Int
    let valueScale: Double
    let visitOffset: Double
    let legalActions: [Int]?
    let gumbel: [Float]
    let visits: [Int]
    let policy: [Float]
    let action: Int

    var testDescription: String { "\(visits.count) actions, \(simulations) simulations" }

    var request: TreeRequest {
      let legal = legalActions ?? Array(visits.indices)
      return TreeRequest(
        simulations: simulations, actions: visits.count, legalActions: legalActions, discount: abs(discount),
        players: discount < 0 ? 2 : 1,
        gumbel: GumbelSearch(
          consideredActions: considered, valueScale: valueScale, visitOffset: visitOffset,
          noise: .given(legal.map { gumbel[$0] })))
    }
  }

  private struct File: Decodable {
    let cases: [Case]
  }

  static let cases: [Case] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/gumbel.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return (try? decoder.decode(File.self, from: Data(contentsOf: path)).cases) ?? []
  }()

  /// The tables of cases.
  private final class Tables: Evaluator {
    let priorForm = PriorForm.logits
    private let cases: [Case]
    private var states: [Int]

    init(_ cases: [Case], slots: Int) {
      self.cases = cases
      states = Array(repeating: -1, count: slots)
    }

    func submit(roots batch: RootBatch) -> InferenceHandle {
      for row in 0..<batch.count {
        let table = cases[Int(batch.trees[row])]
        states[Int(batch.slots[row])] = table.rootState
        batch.values[row] = table.value[table.rootState]
        write(table.policyLogits[table.rootState], batch.priors + row * batch.actions)
      }
      return InferenceHandle()
    }

    func submit(leaves batch: LeafBatch) -> InferenceHandle {
      for row in 0..<batch.count {
        let table = cases[Int(batch.trees[row])]
        let (state, action) = (states[Int(batch.parentSlots[row])], Int(batch.leafActions[row]))
        let next = table.nextState[state][action]
        states[Int(batch.childSlots[row])] = next
        batch.rewards[row] = table.reward[state][action]
        batch.values[row] = table.value[next]
        write(table.policyLogits[next], batch.priors + row * batch.actions)
      }
      return InferenceHandle()
    }

    func wait(for handle: InferenceHandle) {}

    private func write(_ logits: [Float], _ row: UnsafeMutablePointer<Float>) {
      for (action, logit) in logits.enumerated() { row[action] = logit }
    }
  }

  private func search(_ cases: [Case]) throws -> [TreeResult] {
    let search = try TreeSearch(
      capacity: SearchCapacity(
        trees: cases.count, simulations: cases.map(\.simulations).max()!,
        actions: cases.map(\.visits.count).max()!))
    _ = try search.run(cases.map(\.request), evaluator: Tables(cases, slots: search.capacity.slots))
    return cases.indices.map { search.result(of: $0) }
  }

  private func expect(_ result: TreeResult, _ expected: Case) {
    #expect(result.visits == expected.visits)
    #expect(
      result.action(temperature: 0) == expected.action && result.action(temperature: 1) == expected.action)
    let worst = zip(result.policy, expected.policy).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-5 && result.policy.count == expected.policy.count, "\(worst)")
  }

  @Test func casesAreThere() { #expect(Self.cases.count == 12) }

  @Test(arguments: cases) func aSearchFindsWhatMctxFinds(expected: Case) throws {
    expect(try search([expected])[0], expected)
  }

  @Test func searchesBesideEachOtherFindTheSame() throws {
    for (result, expected) in zip(try search(Self.cases), Self.cases) { expect(result, expected) }
  }

  @Test func sequentialHalvingSpendsAllSimulations() {
    #expect(GumbelSearch.consideredVisits(actions: 4, simulations: 8) == [0, 0, 0, 0, 1, 1, 2, 2])
    #expect(GumbelSearch.consideredVisits(actions: 1, simulations: 3) == [0, 1, 2])
    #expect(GumbelSearch.consideredVisits(actions: 16, simulations: 5) == [0, 0, 0, 0, 0])
  }

  @Test func numbersAreDrawnByTheKeyAlone() {
    let search = GumbelSearch()
    let numbers = search.numbers(20_000, key: RandomKey(seed: 3))
    #expect(numbers == search.numbers(20_000, key: RandomKey(seed: 3)))
    #expect(numbers != search.numbers(20_000, key: RandomKey(seed: 3, move: 1)))
    // The mean of a Gumbel distribution is Euler's constant, its variance π² / 6.
    let mean = numbers.reduce(0) { $0 + Double($1) } / 20_000
    let variance = numbers.reduce(0) { $0 + pow(Double($1) - mean, 2) } / 20_000
    #expect(abs(mean - 0.5772) < 0.03 && abs(variance - 1.6449) < 0.08, "\(mean), \(variance)")
    #expect(GumbelSearch(noise: .none).numbers(3, key: RandomKey()) == [0, 0, 0])
  }
}
