#pragma once

#include <string>
#include <vector>

#include "markets/market.hpp"

namespace dmp::markets {

/// A result of one drug in one area as a function of the model's parameters.
class Question {
 public:
  /// output: users, quantity, quantity_pure, spend, spend_per_user, doses, price, price_per_pure_gram. A usage UserError where the model does not give it.
  Question(const DemandModel& model, std::size_t area, std::string output, Corrections corrections);

  [[nodiscard]] const DemandModel& model() const { return *model_; }
  [[nodiscard]] const std::string& output() const { return output_; }
  [[nodiscard]] const Corrections& corrections() const { return corrections_; }
  [[nodiscard]] std::size_t area() const { return area_; }
  /// The result for every draw of a block of values.
  [[nodiscard]] std::vector<double> answer(const Block& values) const;
  /// Parameters the result hangs on and that are not fixed.
  [[nodiscard]] std::vector<std::size_t> uncertain() const;

 private:
  const DemandModel* model_;
  std::size_t area_;
  std::string output_;
  Corrections corrections_;
};

/// The result with one parameter at its 10th and 90th percentile, all others at their medians. Widest swing first.
struct TornadoBar {
  std::string parameter, unit;
  double low_value = 0, high_value = 0;   ///< of the parameter, in its own unit
  double low = 0, high = 0;               ///< of the result at those
};
std::vector<TornadoBar> tornado(const Question& question);

/// A parameter's id in words, areas by their names: "powder_cocaine.local_variation.E06000032" as "local variation, Luton". Several joined by " + " each.
std::string parameter_label(const std::string& id, const MarketInputs& inputs);

/// Shares of the variance of the logarithm of the result: first order (the parameter alone) and total (with what it shares with others).
/// Estimators of Saltelli and others (2010), Computer Physics Communications 181, 259-270, table 2 (b) and (f) (Jansen), over base draws and as many more as
/// there are parameters. Correlated parameters count as one group. Greatest total first.
struct SobolIndex {
  std::string parameter;
  double first = 0, total = 0;
};
std::vector<SobolIndex> sobol_indices(const Question& question, const Settings& settings, std::size_t base);

/// By how much the 95% interval is expected to shrink when a dataset is collected: mean over what it might say of the width that is left.
struct InformationValue {
  std::string dataset, name;
  double width_now = 0, width_left = 0;   ///< of the 95% interval
  double share_removed = 0;               ///< 1 - left / now, from 0 to 1
};
/// Datasets of the shared file and the drug's that bear on the result, best first. outer: how many answers of the dataset are tried.
std::vector<InformationValue> information_values(const Question& question, const catalogue::Catalogue& catalogue, const Settings& settings, std::size_t outer = 128, std::size_t inner = 4096);

}  // namespace dmp::markets
