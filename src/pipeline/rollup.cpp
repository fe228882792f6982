#include "pipeline/rollup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/number.hpp"
#include "pipeline/edition.hpp"
#include "pipeline/signing.hpp"
#include "reports/html.hpp"
#include "stats/directly_standardised_rate.hpp"
#include "stats/proportion.hpp"
#include "stats/rate.hpp"

namespace dmp::pipeline {
namespace {

namespace fs = std::filesystem;
using core::Estimate;
using Json = nlohmann::ordered_json;

/// How a region's figure follows from its parts.
enum class Kind { count, sum, proportion, rate, standardised, none };

bool is_finite(double value) { return std::isfinite(value); }

/// value over count / denominator; 0 where it is no such quotient.
double factor_of(const Estimate& estimate) {
  if (!(estimate.count > 0) || !(estimate.denominator > 0) || !is_finite(estimate.value)) return 0;
  return estimate.value * estimate.denominator / estimate.count;
}

Kind kind_of(const std::vector<const Estimate*>& parts) {
  const std::string& unit = parts[0]->unit;
  if (parts[0]->method.starts_with("directly standardised")) return Kind::standardised;
  if (unit.starts_with("%") || unit.starts_with("per ")) {
    double factor = 0;
    for (const Estimate* part : parts) {
      if (!is_finite(part->count) || !is_finite(part->denominator) || part->denominator <= 0) return Kind::none;
      const double own = factor_of(*part);
      if (own == 0) continue;
      if (factor != 0 && std::abs(own - factor) > 1e-9 * factor) return Kind::none;
      factor = own;
    }
    if (factor == 0 && unit.starts_with("per ")) return Kind::none;
    return unit.starts_with("%") ? Kind::proportion : Kind::rate;
  }
  if (unit == "ratio" || unit == "decile" || unit == "p" || unit == "z" || unit == "L" || unit == "correlation" || unit.find("share of") != std::string::npos || unit.find("per ") != std::string::npos || unit.find("a gram") != std::string::npos) return Kind::none;
  const bool whole = std::all_of(parts.begin(), parts.end(), [](const Estimate* part) { return part->quality != "modelled" && part->value == std::floor(part->value) && !part->unit.starts_with("GBP") && !part->unit.starts_with("kg"); });
  return whole ? Kind::count : Kind::sum;
}

/// Standard error of a figure from its interval; NaN without one.
double error_of(const Estimate& estimate) { return (estimate.upper_95 - estimate.lower_95) / 3.919927969080108; }

bool has_intervals(const std::vector<const Estimate*>& parts) {
  return std::all_of(parts.begin(), parts.end(), [](const Estimate* part) { return is_finite(part->lower_95) && is_finite(part->upper_95); });
}

void set_value(Estimate& region, Kind kind, const std::vector<const Estimate*>& parts) {
  double count = 0, denominator = 0, value = 0, variance = 0;
  for (const Estimate* part : parts) {
    count += part->count;
    denominator += part->denominator;
    value += part->value;
    variance += error_of(*part) * error_of(*part);
  }
  core::Interval interval;
  if (kind == Kind::proportion || kind == Kind::rate) {
    double factor = kind == Kind::proportion ? 100 : 0;
    for (const Estimate* part : parts)
      if (const double own = factor_of(*part); own > 0) factor = own;
    region.count = count;
    region.denominator = denominator;
    region.value = factor * count / denominator;
    interval = kind == Kind::proportion && count <= denominator ? stats::wilson_interval(count, denominator, 0.95) : stats::byar_interval(count, 0.95);
    const double scale = kind == Kind::proportion && count <= denominator ? factor : factor / denominator;
    interval.lower *= scale;
    interval.upper *= scale;
    region.method = kind == Kind::proportion ? "sum of counts over sum of denominators, Wilson" : "sum of counts over sum of denominators, Byar";
  } else if (kind == Kind::count) {
    region.value = region.count = value;
    // Residents have no chance in them: what has no interval in the parts has none in the sum.
    if (has_intervals(parts)) interval = stats::byar_interval(value, 0.95);
    region.method = has_intervals(parts) ? "sum of counts, Byar" : "sum of counts";
  } else {
    region.value = value;
    if (is_finite(variance)) interval = {value - 1.959963984540054 * std::sqrt(variance), value + 1.959963984540054 * std::sqrt(variance)};
    region.method = "sum; interval of independent parts";
  }
  region.lower_95 = interval.lower;
  region.upper_95 = interval.upper;
}

/// The rate of the partners together, of their counts and residents by age; why not, where one does not tell them.
std::string set_standardised(Estimate& region, const std::vector<Partner>& partners, const std::vector<const Estimate*>& parts) {
  std::vector<indicators::AgeTally> ages;
  double multiplier = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto found = partners[i].age_counts.find(parts[i]->estimate_id);
    const std::string& name = parts[i]->area_name;
    if (found == partners[i].age_counts.end()) return name + " does not tell its counts by age of " + (parts[i]->sex == "Persons" && parts[i]->category.empty() ? "it: its edition was made by an earlier version" : "parts of its people, which could be taken from the whole");
    if (!found->second.withheld.empty()) return name + " does not tell its counts by age: " + found->second.withheld;
    const auto& own = found->second.ages;
    if (ages.empty()) {
      ages = own;
      multiplier = found->second.multiplier;
      continue;
    }
    if (own.size() != ages.size() || found->second.multiplier != multiplier || !std::equal(own.begin(), own.end(), ages.begin(), [](const auto& a, const auto& b) { return a.standard == b.standard; }))
      return "the standard populations differ";
    for (std::size_t band = 0; band < ages.size(); ++band) {
      ages[band].events += own[band].events;
      ages[band].population += own[band].population;
    }
  }
  stats::StandardisationSums sums;
  for (const auto& age : ages) sums.add(age.events, age.population, age.standard);
  const stats::StandardisedRate rate = stats::directly_standardised_rate(sums, multiplier, 0.95);
  if (!rate.withheld.empty()) return std::string(rate.withheld);
  region.value = rate.value;
  region.count = rate.events;
  region.denominator = rate.population;
  region.lower_95 = rate.interval.lower;
  region.upper_95 = rate.interval.upper;
  const core::Interval wide = stats::standardised_interval(rate, 0.998);
  region.lower_99_8 = wide.lower;
  region.upper_99_8 = wide.upper;
  region.method = "counts and residents added by age, directly standardised, Dobson";
  return {};
}

/// The share of one part with its interval: Wilson of the added counts, else the delta method.
PartnerShare share_of(const Estimate& region, const Estimate& part, Kind kind, const std::vector<const Estimate*>& parts) {
  PartnerShare share{region.estimate_id, region.indicator_id, region.indicator_name, region.period, region.unit, part.area_code, part.area_name, part.value};
  const bool by_count = kind != Kind::sum;
  double total = 0, others = 0, others_variance = 0;
  for (const Estimate* each : parts) {
    const double amount = by_count && kind != Kind::count ? each->count : each->value;
    total += amount;
    if (each != &part) {
      others += amount;
      others_variance += error_of(*each) * error_of(*each);
    }
  }
  const double own = by_count && kind != Kind::count ? part.count : part.value;
  if (!(total > 0)) return share;
  share.share = 100 * own / total;
  if (by_count && (kind != Kind::count || has_intervals(parts))) {
    const core::Interval interval = stats::wilson_interval(own, total, 0.95);
    share.lower_95 = 100 * interval.lower;
    share.upper_95 = 100 * interval.upper;
  } else if (!by_count && own > 0 && others > 0) {
    const double p = own / total, spread = p * (1 - p) * std::sqrt(std::pow(error_of(part) / own, 2) + others_variance / (others * others));
    share.lower_95 = 100 * std::max(0.0, p - 1.959963984540054 * spread);
    share.upper_95 = 100 * std::min(1.0, p + 1.959963984540054 * spread);
  }
  share.significance = "not compared";
  if ((kind == Kind::proportion || kind == Kind::rate || kind == Kind::standardised) && is_finite(part.lower_95) && is_finite(part.upper_95))
    share.significance = part.lower_95 > region.value ? "higher" : part.upper_95 < region.value ? "lower" : "similar";
  return share;
}

const Partner::Definition* definition_of(const Partner& partner, const std::string& indicator) {
  for (const auto& [id, definition] : partner.definitions)
    if (id == indicator) return &definition;
  return nullptr;
}

/// Why the partners' figures of an indicator are not of one kind; empty where they are.
std::string unlike(const std::vector<Partner>& partners, const std::string& indicator) {
  const Partner::Definition* first = definition_of(partners[0], indicator);
  for (const Partner& partner : partners) {
    const Partner::Definition* own = definition_of(partner, indicator);
    if (!first != !own || (first && own->hash != first->hash)) return fmt::format("{} and {} define it differently", partners[0].name, partner.name);
    if (first && own->populations != first->populations) return fmt::format("{} and {} divide by populations of different sources or vintages", partners[0].name, partner.name);
  }
  return {};
}

std::string series_of(const Estimate& estimate) { return estimate.indicator_id + "\n" + estimate.period + "\n" + estimate.sex + "\n" + estimate.age + "\n" + estimate.category_type + "\n" + estimate.category; }

std::string id_of(const Estimate& estimate) {
  std::string id = estimate.indicator_id + ":" + estimate.area_code + ":" + estimate.period;
  if (estimate.sex != "Persons") id += ":sex=" + estimate.sex;
  if (estimate.age != "All ages") id += ":age=" + estimate.age;
  if (!estimate.category.empty()) id += ":" + estimate.category_type + "=" + estimate.category;
  return id;
}

Estimate region_figure(const Estimate& like, const RollupSettings& settings) {
  Estimate region;
  for (const auto field : {&Estimate::indicator_id, &Estimate::indicator_name, &Estimate::domain, &Estimate::period, &Estimate::period_start, &Estimate::period_end, &Estimate::sex, &Estimate::age, &Estimate::category_type, &Estimate::category,
                           &Estimate::unit, &Estimate::polarity, &Estimate::quality})
    region.*field = like.*field;
  region.area_code = settings.code;
  region.area_name = settings.name;
  region.area_type = "region";
  region.estimate_id = id_of(region);
  return region;
}

std::vector<std::string> why_not(const Package& package) { return package.problems; }

Partner read_partner(const Package& package) {
  Partner partner;
  partner.name = package.title.empty() ? package.folder.filename().string() : package.title;
  partner.edition = package.edition;
  partner.key = package.key;
  core::Estimates all = estimates_in(package.folder / "estimates.parquet");
  partner.area_code = area_of_the_partnership(all);
  for (Estimate& estimate : all)
    if (estimate.area_code == partner.area_code && !partner.area_code.empty()) {
      partner.area_name = estimate.area_name;
      partner.estimates.push_back(std::move(estimate));
    }
  partner.age_counts = read_age_counts(package.folder / "age_counts.json");
  const Json manifest = Json::parse(core::read_file(package.folder / "manifest.json"), nullptr, false);
  const Json indicators = manifest.value("indicators", Json::object());
  for (const auto& [id, made] : indicators.items())
    partner.definitions.emplace_back(id, Partner::Definition{made.value("definition", ""), made.value("populations", std::vector<std::string>())});
  return partner;
}

/// The partners, or one error that names every package that is refused.
std::vector<Partner> read_partners(const std::vector<fs::path>& packages, const RollupSettings& settings) {
  std::vector<Partner> partners;
  std::vector<std::string> refused;
  for (const fs::path& folder : packages) {
    const Package package = verify_package(folder, settings.trusted);
    for (const std::string& problem : why_not(package)) refused.push_back(folder.string() + ": " + problem);
    if (!package.problems.empty()) continue;
    Partner partner = read_partner(package);
    if (partner.area_code.empty()) {
      refused.push_back(folder.string() + ": it has no one county, force or authority that stands for the whole partnership");
      continue;
    }
    for (const Partner& other : partners)
      if (other.area_code == partner.area_code) refused.push_back(fmt::format("{}: {} ({}) is in another package already", folder.string(), partner.area_name, partner.area_code));
    partners.push_back(std::move(partner));
  }
  if (!refused.empty()) {
    std::string all;
    for (const std::string& each : refused) all += (all.empty() ? "" : "; ") + each;
    throw core::UserError(core::ErrorKind::data, "packages are refused: " + all, "ask the partnership for a package made anew with dmp sign");
  }
  if (partners.size() < 2) throw core::UserError(core::ErrorKind::usage, "a roll-up needs two packages or more", "give the folders that dmp sign wrote");
  return partners;
}

std::string cell(double value) { return is_finite(value) ? core::rounded_text(value) : "not given"; }

/// A figure as people write it: "£12.7 million" and not 12,692,619; what its unit says besides comes behind.
std::string amount(double value, const std::string& unit) {
  if (!is_finite(value) || !unit.starts_with("GBP")) return cell(value);
  const double size = std::abs(value);
  if (size >= 1e9) return fmt::format("£{:.3g} billion", value / 1e9);
  if (size >= 1e6) return fmt::format("£{:.3g} million", value / 1e6);
  return "£" + core::rounded_text(value);
}
std::string unit_behind(const std::string& unit) {
  const std::string rest = unit.starts_with("GBP") ? unit.substr(3) : unit.starts_with("%") ? unit : " " + unit;
  return rest;
}

std::string page_of(const Rollup& rollup, const RollupSettings& settings) {
  reports::Html html;
  html.open("html", {{"lang", "en-GB"}});
  html.open("head").shape("meta", {{"charset", "utf-8"}}).shape("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.element("title", settings.name + ": the regional picture");
  html.element("style", "body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:0 auto;padding:1rem}table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}.scroll{overflow-x:auto}caption{text-align:left;font-weight:600}").close();
  html.open("body").open("main").element("h1", settings.name + ": the regional picture");
  html.element("p", "Made of the released figures of these partnerships; no records were exchanged.").open("ul");
  for (const std::string& partner : rollup.partnerships) html.element("li", partner);
  html.close();
  html.element("h2", "The region and each one's share").open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Shares"}}).open("table").element("caption", "Latest figure of each indicator, with 95% intervals");
  html.open("thead").open("tr");
  for (const char* head : {"Indicator", "Period", "Region", "Partnership", "Its figure", "Share of the region", "Against the region"}) html.element("th", head, {{"scope", "col"}});
  html.close().close().open("tbody");
  std::map<std::string, const Estimate*> region;
  std::map<std::string, std::string> latest;
  for (const Estimate& estimate : rollup.estimates)
    if (estimate.area_code == settings.code && estimate.category.empty() && estimate.sex == "Persons" && estimate.age == "All ages") {
      region[estimate.estimate_id] = &estimate;
      latest[estimate.indicator_id] = std::max(latest[estimate.indicator_id], estimate.period_end.str());
    }
  for (const PartnerShare& share : rollup.shares) {
    const auto found = region.find(share.estimate_id);
    if (found == region.end() || latest[share.indicator_id] != found->second->period_end) continue;
    const Estimate& whole = *found->second;
    html.open("tr").element("th", share.indicator_name, {{"scope", "row"}}).element("td", share.period);
    html.element("td", amount(whole.value, whole.unit) + unit_behind(whole.unit) + (is_finite(whole.lower_95) ? fmt::format(" ({} to {})", amount(whole.lower_95, whole.unit), amount(whole.upper_95, whole.unit)) : "")).element("td", share.area_name).element("td", amount(share.value, share.unit));
    html.element("td", !is_finite(share.share) ? "not given" : is_finite(share.lower_95) ? fmt::format("{:.1f}% ({:.1f} to {:.1f})", share.share, share.lower_95, share.upper_95) : fmt::format("{:.1f}%", share.share)).element("td", share.significance).close();
  }
  html.close().close().close();
  html.element("h2", "Left out, and why").open("ul");
  std::set<std::string> told;
  for (const LeftOut& left : rollup.left_out)
    if (told.insert(left.indicator_id + left.reason).second) html.element("li", (left.indicator_name.empty() ? left.indicator_id : left.indicator_name) + ": " + left.reason + ".");
  html.close().close().close().close();
  return "<!DOCTYPE html>\n" + html.take() + "\n";
}

std::string csv_of(const core::DataTable& table) {
  std::ostringstream out;
  core::write(out, table, core::Format::csv);
  return out.str();
}

}  // namespace

Rollup roll_up(const std::vector<Partner>& partners, const RollupSettings& settings) {
  Rollup out;
  std::map<std::string, std::vector<const Estimate*>> series;
  std::vector<std::string> order;
  for (const Partner& partner : partners) {
    out.partnerships.push_back(fmt::format("{} (edition {}, key {})", partner.area_name, partner.edition, partner.key.substr(0, 12)));
    for (const Estimate& estimate : partner.estimates) {
      auto& parts = series[series_of(estimate)];
      if (parts.empty()) order.push_back(series_of(estimate));
      parts.push_back(&estimate);
    }
  }
  std::map<std::string, std::string> why;
  core::Estimates of_partners;
  for (const std::string& key : order) {
    const auto& parts = series[key];
    const Estimate& first = *parts[0];
    const auto leave = [&](const std::string& reason) { out.left_out.push_back({first.indicator_id, first.period, reason, first.indicator_name}); };
    const auto [known, fresh] = why.try_emplace(first.indicator_id);
    if (fresh) known->second = unlike(partners, first.indicator_id);
    if (!known->second.empty()) {
      leave(known->second);
      continue;
    }
    if (parts.size() != partners.size()) {
      leave(fmt::format("{} of {} partnerships have the figure", parts.size(), partners.size()));
      continue;
    }
    if (std::any_of(parts.begin(), parts.end(), [&](const Estimate* part) { return part->unit != first.unit || part->method != first.method; })) {
      leave("the unit or the method differs");
      continue;
    }
    const auto hidden = std::find_if(parts.begin(), parts.end(), [](const Estimate* part) { return !is_finite(part->value); });
    if (hidden != parts.end()) {
      leave(fmt::format("{} gives no value{}", (*hidden)->area_name, (*hidden)->suppressed.empty() ? "" : " (" + (*hidden)->suppressed + ")"));
      continue;
    }
    const Kind kind = kind_of(parts);
    if (kind == Kind::none) {
      leave("it cannot be made of released figures: " + first.unit + ", " + first.method);
      continue;
    }
    Estimate region = region_figure(first, settings);
    if (kind != Kind::standardised) {
      set_value(region, kind, parts);
    } else if (const std::string reason = set_standardised(region, partners, parts); !reason.empty()) {
      leave(reason);
      continue;
    }
    region.sources = "released figures of the partnerships";
    for (const Estimate* part : parts) {
      out.shares.push_back(share_of(region, *part, kind, parts));
      of_partners.push_back(*part);
      of_partners.back().comparator = settings.name;
      of_partners.back().comparator_value = region.value;
      of_partners.back().significance = out.shares.back().significance.empty() ? "not compared" : out.shares.back().significance;
    }
    out.estimates.push_back(std::move(region));
  }
  out.estimates.insert(out.estimates.end(), of_partners.begin(), of_partners.end());
  return out;
}

core::DataTable table_of(const std::vector<PartnerShare>& shares) {
  core::DataTable table({"estimate_id", "indicator_id", "indicator_name", "period", "unit", "area_code", "area_name", "value", "share", "lower_95", "upper_95", "significance"});
  for (const PartnerShare& share : shares)
    table.add({share.estimate_id, share.indicator_id, share.indicator_name, share.period, share.unit, share.area_code, share.area_name, share.value, share.share, share.lower_95, share.upper_95, share.significance});
  return table;
}

Rollup write_rollup(const std::vector<fs::path>& packages, const fs::path& folder, const RollupSettings& settings) {
  std::error_code ignored;
  if (fs::exists(folder, ignored)) throw core::UserError(core::ErrorKind::usage, "the folder is there already", core::Place{folder.string()}, "give a new folder for the roll-up");
  const std::vector<Partner> partners = read_partners(packages, settings);
  Rollup rollup = roll_up(partners, settings);
  if (rollup.estimates.empty()) {
    const std::string reason = rollup.left_out.empty() ? "they have no figures" : rollup.left_out[0].indicator_id + ": " + rollup.left_out[0].reason;
    throw core::UserError(core::ErrorKind::data, "the packages have no figure in common that can be added up (" + reason + ")", "build the editions with the same version and catalogue, and for the same periods");
  }
  fs::create_directories(folder);
  write_estimates(rollup.estimates, folder / "estimates.parquet");
  core::write_file_whole(folder / "estimates.csv", csv_of(pipeline::table_of(rollup.estimates)));
  core::write_file_whole(folder / "shares.csv", csv_of(table_of(rollup.shares)));
  core::DataTable left({"indicator_id", "period", "reason"});
  for (const LeftOut& each : rollup.left_out) left.add({each.indicator_id, each.period, each.reason});
  core::write_file_whole(folder / "left_out.csv", csv_of(left));
  Json described;
  described["edition"] = "roll-up";
  described["title"] = settings.name;
  described["program"] = program_version();
  described["partnerships"] = rollup.partnerships;
  described["estimates"] = rollup.estimates.size();
  described["left_out"] = rollup.left_out.size();
  core::write_file_whole(folder / "edition.json", described.dump(1) + "\n");
  core::write_file_whole(folder / "index.html", page_of(rollup, settings));
  return rollup;
}

}  // namespace dmp::pipeline
