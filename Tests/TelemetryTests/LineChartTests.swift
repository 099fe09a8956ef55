import Testing

@testable import Telemetry

@Suite struct LineChartTests {
  @Test func aRisingLine() {
    let chart = LineChart(
      title: "loss", points: (0...10).map { .init(x: Double($0) * 100, y: Double($0) / 4) })
    #expect(
      chart.lines(width: 24, height: 4) == [
        "loss",
        "2.5 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⠤⠔⠊",
        "    │⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⣀⠤⠔⠒⠉⠀⠀⠀⠀",
        "    │⠀⠀⠀⠀⠀⣀⡠⠔⠒⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀",
        "  0 ┤⣀⡠⠔⠊⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀",
        "    └───────────────────",
        "     0         step 1000",
      ])
  }

  @Test func aPeak() {
    let chart = LineChart(
      title: "return", axis: "s",
      points: [.init(x: 0, y: 0), .init(x: 1, y: 200), .init(x: 1.5, y: .nan), .init(x: 2, y: 0)])
    #expect(
      chart.lines(width: 13, height: 3) == [
        "return",
        "200 ┤⠀⠀⠀⡰⠱⡀⠀⠀",
        "    │⠀⢀⠎⠀⠀⠘⡄⠀",
        "  0 ┤⡰⠁⠀⠀⠀⠀⠈⢆",
        "    └────────",
        "     0    s 2",
      ])
  }

  @Test func oneValue() {
    #expect(
      LineChart(title: "a", points: [.init(x: 5, y: 0)]).lines(width: 16, height: 2) == [
        "a",
        " 0.5 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀",
        "-0.5 ┤⠀⠀⠀⠀⠀⠁⠀⠀⠀⠀",
        "     └──────────",
      ])
    #expect(
      LineChart(title: "a", points: [.init(x: 5, y: .nan)]).lines(width: 14, height: 2) == [
        "a: no values yet"
      ])
    #expect(
      LineChart(title: "wide", points: [.init(x: 5, y: 1e10)]).lines(width: 3, height: 2) == [
        "wid",
        "1.1e+10 ┤⠀",
        "  9e+09 ┤⠈",
        "        └─",
      ])
  }

  @Test func dotsOfBraille() {
    var canvas = BrailleCanvas(columns: 2, rows: 1)
    canvas.drawLine(from: (0, 0), to: (3, 3))
    #expect(canvas.lines == ["⠑⢄"])
    canvas = BrailleCanvas(columns: 1, rows: 2)
    canvas.drawLine(from: (1, 7), to: (1, 0))
    #expect(canvas.lines == ["⢸", "⢸"])
  }
}
