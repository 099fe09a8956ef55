import Planning
import Search

// MuZero's search over rules that are known: of 6 stones, 2 are to be taken.
let capacity = SearchCapacity(trees: 1, simulations: 400, actions: 3)
let search = try TreeSearch(capacity: capacity)
let request = TreeRequest(simulations: 400, actions: 3, discount: 1, players: 2)
_ = try search.run([request], evaluator: TakeAwayRules(heap: 6, capacity: capacity))
let taken = search.result(of: 0).action(temperature: 0) + 1
print("of 6 stones, \(taken) are taken")

/// A cart that is pushed to the middle of its way.
struct Cart: Simulator {
  private var place: Float = 1

  mutating func step(_ action: [Float]) -> Float {
    place += 0.4 * action[0]
    return -place * place
  }
}

// The cross-entropy method in a simulator: it pushes to the left with all its force.
let plan = try SimulatorPlanner(PlannerConfiguration(actionSize: 1)).plan(from: Cart(), seed: 1)
print("the cart is pushed by \(plan.action[0])")
precondition(taken == 2 && plan.action[0] < -0.9, "a search went wrong")
