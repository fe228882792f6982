#include "pipeline/market_explain.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/file.hpp"
#include "core/number.hpp"

namespace dmp::pipeline {
namespace {

using Json = nlohmann::ordered_json;
using core::rounded_text;

double number(const Json& json, const char* key) { return json.contains(key) && json[key].is_number() ? json[key].get<double>() : std::nan(""); }

std::string parameter_line(const Json& p) {
  std::string line = fmt::format("    {} = {} {} (95%: {} to {})", p.value("id", ""), rounded_text(number(p, "median")), p.value("unit", ""), rounded_text(number(p, "lower_95")), rounded_text(number(p, "upper_95")));
  if (const std::string period = p.value("period", ""); !period.empty()) line += ", " + period;
  line += p.value("default", false) ? "; default without a source" : "; " + p.value("citation", "");
  if (p.value("spread_default", false)) line += "; its spread is a default";
  if (p.value("origin", "") == "profile") line += "; set by the profile";
  return line + "\n";
}

/// users x grams x price at the medians: medians do not multiply exactly, so it says about.
std::string arithmetic(const Json& results) {
  const auto median = [&](const char* output) { return results.contains(output) ? number(results[output], "value") : std::nan(""); };
  if (!results.contains("spend")) return {};
  const double grams = 1000 * median("quantity") / median("users");
  return fmt::format("    about {} users x {} g a year = {} kg; x {} pounds a gram = {} pounds (medians of the draws, which multiply only nearly)\n", rounded_text(median("users")), rounded_text(grams),
                     rounded_text(median("quantity")), rounded_text(median("price")), rounded_text(median("spend")));
}

/// A published figure made again: the paragraph, every way beside it, and the drug whose parameters stand behind it.
std::string explain_published(const Json& market, const std::string& category, const std::string& area, Json& json, std::string& drug) {
  for (const Json& check : market.value("published", Json::array()))
    for (const Json& way : check.value("ways", Json::array())) {
      if (check.value("area", "") != area || way.value("category", "") != category) continue;
      drug = check.value("drug", "");
      json["market"]["published"] = check;
      std::string text = fmt::format("  {} ({})\n    {}\n", check.value("name", ""), check.value("citation", ""), check.value("text", ""));
      for (const Json& other : check.value("ways", Json::array()))
        text += fmt::format("    {} {}: {} (95%: {} to {}); {}; published / this way {}; {}\n", &other == &way ? "*" : "-", other.value("name", ""), rounded_text(number(other, "value")), rounded_text(number(other, "lower_95")),
                            rounded_text(number(other, "upper_95")), other.value("note", "").empty() ? other.value("basis", "") : other.value("note", ""), rounded_text(number(other, "ratio")), other.value("citation", ""));
      return text;
    }
  return {};
}

/// The methods' answers about hidden users in an area.
std::string explain_hidden(const Json& market, const std::string& category, const std::string& area, Json& json) {
  std::string text;
  bool asked = false;
  for (const Json& row : market.value("hidden", Json::array())) {
    if (row.value("area", "") != area) continue;
    asked = asked || row.value("method", "") + ": " + row.value("name", "") == category;
    json["market"]["hidden"].push_back(row);
    text += fmt::format("    {}: {} = {} (95%: {} to {}){}{}\n", row.value("method", ""), row.value("name", ""), rounded_text(number(row, "value")), rounded_text(number(row, "lower_95")), rounded_text(number(row, "upper_95")),
                        row.value("plausible", "").empty() ? "" : "; deaths: " + row.value("plausible", ""), row.value("note", "").empty() ? "" : "; " + row.value("note", ""));
  }
  if (!asked) json["market"].erase("hidden");
  return asked ? "  every method's answer in the area (docs/methods/hidden-populations.md)\n" + text : "";
}

}  // namespace

std::string explain_market(const std::filesystem::path& edition, const std::string& category, const std::string& area, Json& json) {
  const auto file = edition / "market.json";
  if (!std::filesystem::exists(file)) return {};
  const Json market = Json::parse(core::read_file(file));
  std::string text = fmt::format("\nThe market model: {} draws, seed {}, {}\n", market.value("draws", 0), market.value("seed", std::uint64_t{0}), market.value("period", ""));
  text += "    corrections made: " + market.value("corrections", Json::array()).dump() + "\n";
  json["market"] = {{"draws", market.value("draws", 0)}, {"seed", market.value("seed", std::uint64_t{0})}, {"corrections", market.value("corrections", Json::array())}, {"drugs", Json::array()}};
  std::string asked;
  const std::string published = explain_published(market, category, area, json, asked), hidden = explain_hidden(market, category, area, json);
  text += published + hidden;
  if (!hidden.empty()) return text;
  for (const Json& drug : market.value("drugs", Json::array())) {
    if (published.empty() ? !category.empty() && drug.value("category", "") != category : !asked.empty() && drug.value("id", "") != asked) continue;
    json["market"]["drugs"].push_back({{"id", drug.value("id", "")}, {"parameters", drug.value("parameters", Json::array())}});
    text += "  " + drug.value("name", "") + "\n";
    const Json areas = drug.value("areas", Json::object());
    if (areas.contains(area)) text += arithmetic(areas[area]);
    for (const Json& parameter : drug.value("parameters", Json::array())) text += parameter_line(parameter);
  }
  return text;
}

}  // namespace dmp::pipeline
