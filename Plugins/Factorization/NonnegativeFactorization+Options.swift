import Diagnostics
import Glibc

extension NonnegativeFactorization {
  /// How the factors are found.
  public struct Options: Sendable, Hashable {
    /// How many factors; at most one per row.
    public var components: Int
    /// Where the iteration begins.
    public var initialisation: Initialisation
    /// The iteration ends after so many rounds at the latest.
    public var maximumIterations: Int
    /// The iteration has converged when Σ |projected gradient| is at most so many times what it was in the
    /// first round.
    public var tolerance: Double
    /// The most threads used, the caller's included; by default one per core online, up to 8.
    public var threads: Int

    /// The defaults are those of the reference implementation.
    public init(
      components: Int, initialisation: Initialisation = .random(), maximumIterations: Int = 500,
      tolerance: Double = 1e-4, threads: Int? = nil
    ) {
      self.components = components
      self.initialisation = initialisation
      self.maximumIterations = maximumIterations
      self.tolerance = tolerance
      self.threads = threads ?? min(8, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }
  }

  /// Where the iteration begins.
  public enum Initialisation: Sendable, Hashable {
    /// |normal numbers| of the scale √(mean(X) / components), H first, from NumPy's
    /// `RandomState(seed).standard_normal`; what scikit-learn calls "random".
    case random(seed: UInt32 = 0)
    /// The positive or negative parts of the leading singular vectors, no random numbers (Boutsidis &
    /// Gallopoulos 2008). Scikit-learn's "nndsvd", but with converged singular vectors where it stops after a
    /// fixed number of steps from a random start.
    case nndsvd
  }

  /// Where the iteration stands.
  public struct Progress: Sendable, Hashable {
    /// Rounds done.
    public var iterations: Int
    /// Σ |projected gradient| of the last round divided by that of the first.
    public var violationRatio: Double
  }
}

extension NonnegativeFactorization.Options {
  func check(rows: Int, columns: Int) throws {
    func refuse(_ name: String, _ expected: String, _ found: String, _ remedy: String? = nil)
      -> ExplainerError
    {
      ExplainerError(
        .badParameter, "\(name) is out of range", expected: expected, found: found, remedy: remedy)
    }
    guard components >= 1 else { throw refuse("the number of factors", "at least 1", "\(components)") }
    guard components <= rows else {
      throw refuse("the number of factors", "at most \(rows), one per token", "\(components)")
    }
    if initialisation == .nndsvd, components > columns {
      throw refuse("the number of factors", "at most \(columns), one per neuron", "\(components)")
    }
    guard (1...Int(Int32.max)).contains(maximumIterations) else {
      throw refuse("the number of iterations", "1 to \(Int32.max)", "\(maximumIterations)")
    }
    guard tolerance >= 0, tolerance.isFinite else {
      throw refuse("the tolerance", "a finite number from 0 on", "\(tolerance)")
    }
    guard (1...1024).contains(threads) else {
      throw refuse("the number of threads", "1 to 1024", "\(threads)")
    }
    guard rows.multipliedReportingOverflow(by: components + 7).partialValue <= Int(UInt32.max) else {
      throw refuse("the number of tokens", "tokens · factors below 2³²", "\(rows) · \(components)")
    }
  }
}
