import ArgumentParser
import Device
import Operations
import Tuning

/// A run of the tuner: products are measured one after the other, and printed and saved at once.
struct TuneSession {
  /// The products that could not be measured.
  var failures: [(name: String, reason: String)] = []
  private let store: TuningStore
  private var entries: [String: TuningEntry]
  private let end: ContinuousClock.Instant?
  private let json: Bool
  private var summary = TuneSummary()
  private var canSave = true

  /// `entries` holds earlier measurements. No further product is begun after `end`.
  init(store: TuningStore, entries: [String: TuningEntry], end: ContinuousClock.Instant?, json: Bool) {
    (self.store, self.entries, self.end, self.json) = (store, entries, end, json)
  }

  var selection: ProductSelection { ProductSelection(entries.compactMapValues(\.choice)) }

  /// Measures products in order.
  mutating func tune(_ all: [TunedProduct], resumes: Bool, device: any Device) throws {
    let products = resumes ? all.filter { entries[$0.key] == nil } : all
    if !json { printNow("\(device.info.name): \(products.count) products to measure") }
    let tuner = try Tuner(device: device)
    // Saves before measuring, so that a folder that cannot be written is noticed at once.
    canSave = store.save(entries)
    for (index, product) in products.enumerated() {
      if index > 0, let end, ContinuousClock.now >= end {
        if !json {
          printNow("the time is over: \(index) of \(products.count) products are measured; --resume goes on")
        }
        return
      }
      do {
        let tuning = try tuner.tune(product.shape, in: product.precision)
        summary.add(tuning)
        let report = TuneReport(tuning, share: product.share)
        printNow(
          try json ? JSONLine.encode(report) : "[\(index + 1)/\(products.count)] \(report.text)")
        guard tuning.best != nil else { continue }
        entries[product.key] = tuning.entry
        if canSave { canSave = store.save(entries) }
      } catch {
        failures.append((product.key, "\(error)"))
      }
    }
  }

  /// Prints the results. Throws if something failed.
  func finish() throws {
    if !json {
      printNow(summary.text + (canSave && summary.count > 0 ? "; saved in \(store.file.path)" : ""))
    }
    for failure in failures {
      let report = TuneReport(failed: failure.name, error: failure.reason)
      printNow(try json ? JSONLine.encode(report) : report.text)
    }
    if !failures.isEmpty || summary.wrong > 0 { throw ExitCode.failure }
  }
}
