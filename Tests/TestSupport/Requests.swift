/// A closure that returns true from the call of this number on.
package func request(at number: Int) -> () -> Bool {
  var calls = 0
  return {
    calls += 1
    return calls >= number
  }
}
