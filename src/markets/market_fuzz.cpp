#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "catalogue/catalogue.hpp"
#include "catalogue/market_reader.hpp"
#include "catalogue/neighbour_model.hpp"
#include "catalogue/section.hpp"
#include "core/errors.hpp"
#include "markets/market.hpp"

namespace {

using namespace dmp;

std::vector<catalogue::File> shared_files() {
  std::vector<catalogue::File> files;
  for (const catalogue::File& file : catalogue::built_in_files())
    if (file.path == "4-markets/common.toml" || file.path == "4-markets/any_drug.toml") files.push_back(file);
  return files;
}

/// A market's file is read, its models are made, and what they draw is finite or the file was refused.
void run_market(const std::string& text) {
  static const std::vector<catalogue::File> shared = shared_files();
  const catalogue::Catalogue all = catalogue::read_catalogue(shared, {{"4-markets/x.toml", text}});
  const catalogue::MarketSettings settings;
  const markets::MarketInputs inputs = markets::inputs_of_population(100'000, core::financial_year(2023));
  markets::Settings model;
  model.draws = 1000, model.threads = 1;
  const markets::Market market = markets::simulate(markets::demand_models(all, settings, inputs, {"x"}), inputs, model);
  for (const markets::DrugMarket& drug : market.drugs)
    for (const markets::AreaMarket& area : drug.areas)
      for (const auto& [output, summary] : area.results)
        if (std::isnan(summary.median)) std::abort();
}

}  // namespace

/// Any text as a market's file, as a profile's [market], or as the indicators of the multiple indicator method: a model whose figures are numbers, or a
/// UserError; nothing else. The first byte says which.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  try {
    if (bytes[0] % 3 == 0) {
      run_market(text);
    } else if (bytes[0] % 3 == 1) {
      const toml::table table = catalogue::parse_toml("profile.toml", text);
      if (const toml::table* market = table["market"].as_table()) catalogue::read_market_settings(*market, "profile.toml");
    } else {
      catalogue::read_neighbour_model("catalogue/reference/multiple_indicators.toml", text);
    }
  } catch (const core::UserError&) {
  }
  return 0;
}
