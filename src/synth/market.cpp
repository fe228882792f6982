#include <fmt/format.h>

#include <array>
#include <cmath>

#include "synth/market_truth.hpp"
#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

/// Price and purity of the year as a multiple of the last year's, which is the planted one.
double price_index(int year) { return std::array{1.10, 1.06, 1.02, 1.00, 1.00}[static_cast<std::size_t>(year)]; }
double use_index(int year) { return std::array{1.04, 0.92, 1.06, 1.06, 1.00}[static_cast<std::size_t>(year)]; }

std::string_view drug_code(std::string_view drug) { return drug == "cannabis" ? std::string_view("cannabis herbal") : drug; }

struct EstimateRow {
  std::string_view code, group;
  int year = 0;
  long long truth = 0;
  double relative_error = 0.08;  ///< standard error on the log scale
};

/// The published estimate misses the truth by chance; its interval holds it.
void estimate(Sheet& sheet, const EstimateRow& row, Chance& chance, std::string_view marker) {
  const double draw = std::clamp(chance.normal(), -1.7, 1.7) * row.relative_error;
  const double value = std::round(static_cast<double>(row.truth) * std::exp(draw));
  sheet.text(row.code).date(year_start(row.year)).date(year_start(row.year + 1) + (-1)).text(row.group);
  sheet.text(row.year < 2 ? "indirect estimate, first method" : "linked sources, second method");
  if (!marker.empty()) {
    sheet.text(marker).empty().empty().end_row();
    return;
  }
  sheet.number(std::llround(value)).number(std::llround(value * std::exp(-1.96 * row.relative_error))).number(std::llround(value * std::exp(1.96 * row.relative_error)));
  sheet.end_row();
}

void authority_estimates(const World& world, int authority, int year, Sheet& sheet, Output& output) {
  Chance chance(world.key(Theme::estimates), static_cast<std::uint64_t>(authority * 16 + year));
  const HiddenPopulation truth = hidden_population(world, authority, year);
  const std::string_view code = world.authority_code(authority);
  estimate(sheet, {code, "opiate and crack", year, truth.opiate_and_crack, 0.06}, chance, "");
  estimate(sheet, {code, "opiate", year, truth.opiate, 0.07}, chance, "");
  estimate(sheet, {code, "crack", year, truth.crack, 0.10}, chance, "");
  estimate(sheet, {code, "alcohol dependence", year, truth.alcohol, 0.12}, chance, "");
  constexpr std::array<std::string_view, kYears> kMarkers = {"..", "[x]", "c", "*", "c"};
  const bool withheld = authority == 2;
  estimate(sheet, {code, "injecting", year, truth.injecting, 0.15}, chance, withheld ? kMarkers[static_cast<std::size_t>(year)] : std::string_view{});
  if (withheld) ++output.tally["suppressed_cells.drug_user_estimates"];
}

void estimates(const World& world, Output& output) {
  Sheet sheet(extract("drug_user_estimates"), world.key(Theme::faults));
  for (int year = 0; year < kYears; ++year) {
    for (int authority = 0; authority < 3; ++authority) authority_estimates(world, authority, year, sheet, output);
    // Planted contradiction: the county's own figure is not the sum of its authorities' true values.
    const HiddenPopulation county = hidden_population(world, -1, year);
    const auto truth = static_cast<double>(county.opiate_and_crack);
    sheet.text(world.county.code).date(year_start(year)).date(year_start(year + 1) + (-1)).text("opiate and crack").text("county council's own figure");
    sheet.number(std::llround(truth * 1.15)).number(std::llround(truth * 1.05)).number(std::llround(truth * 1.25)).end_row();
    if (world.county.number != 0) continue;
    Chance chance(world.key(Theme::estimates), 1000 + static_cast<std::uint64_t>(year));
    const auto adults = static_cast<double>(england_aged(year, 15, 64)), over_18 = static_cast<double>(england_aged(year, 18, kAges));
    estimate(sheet, {kEnglandCode, "opiate and crack", year, std::llround(adults * 0.0095), 0.03}, chance, "");
    estimate(sheet, {kEnglandCode, "opiate", year, std::llround(adults * 0.0077), 0.03}, chance, "");
    estimate(sheet, {kEnglandCode, "crack", year, std::llround(adults * 0.0053), 0.04}, chance, "");
    estimate(sheet, {kEnglandCode, "alcohol dependence", year, std::llround(over_18 * 0.0137), 0.05}, chance, "");
    estimate(sheet, {kEnglandCode, "injecting", year, std::llround(adults * 0.0019), 0.06}, chance, "");
  }
  output.parts.push_back(sheet.finish());
}

struct SurveyRow {
  std::string_view drug;
  int from = 16, to = 59, year = 0;
  double percent = 0;
};

void survey_row(Sheet& sheet, const SurveyRow& row) {
  const double sample = row.to - row.from < 12 ? 3300 : 21000, p = row.percent / 100, error = 196 * std::sqrt(p * (1 - p) / sample * 1.3);
  sheet.text(kEnglandCode).date(year_start(row.year)).date(year_start(row.year + 1) + (-1)).text(row.drug).number(row.from).number(row.to).text("Persons");
  sheet.fixed(row.percent, 2).fixed(std::max(0.0, row.percent - error), 2).fixed(row.percent + error, 2);
  sheet.text(fmt::format("Synthetic household survey, year ending March {}", kFirstYear + row.year + 1)).end_row();
}

void survey(const World& world, Output& output) {
  if (world.county.number != 0) return;
  Sheet sheet(extract("survey_prevalence"), world.key(Theme::faults));
  for (int year = 0; year < kYears; ++year) {
    const auto young = static_cast<double>(england_aged(year, 16, 24)), older = static_cast<double>(england_aged(year, 25, 59));
    const auto write = [&](std::string_view drug, double percent_young, double percent_older) {
      survey_row(sheet, {drug, 16, 24, year, percent_young});
      survey_row(sheet, {drug, 25, 59, year, percent_older});
      survey_row(sheet, {drug, 16, 59, year, (percent_young * young + percent_older * older) / (young + older)});
    };
    for (const auto& market : kMarkets)
      if (market.percent_16_24 > 0) write(market.drug, market.percent_16_24 * use_index(year), market.percent_25_59 * use_index(year));
    write("any drug", 17.4 * use_index(year), 6.6 * use_index(year));
    write("any Class A drug", 6.1 * use_index(year), 2.2 * use_index(year));
  }
  output.parts.push_back(sheet.finish());
}

/// A purchase of some grams: the more, the cheaper the gram. At one gram the price is the planted one.
double purchase_price(const PlantedMarket& market, double grams, int year) {
  return market.price_gbp_per_gram * price_index(year) * grams * std::pow(grams, -0.15);
}

void prices(const World& world, Output& output) {
  if (world.county.number != 0) return;
  Sheet sheet(extract("price_purity"), world.key(Theme::faults));
  for (int year = 0; year < kYears; ++year)
    for (const auto& market : kMarkets) {
      const auto begin = [&](std::string_view measure) -> Sheet& {
        return sheet.text(drug_code(market.drug)).date(year_start(year)).date(year_start(year + 1) + (-1)).text(measure);
      };
      const bool bags = market.drug == "heroin" || market.drug == "crack";
      for (const double grams : bags ? std::array{0.1, 0.2, 1.0} : std::array{0.5, 1.0, 3.5})
        begin("street price").fixed(grams, 1).fixed(purchase_price(market, grams, year), 2).number(grams == 1.0 ? 60 : 25).end_row();
      begin("wholesale price").fixed(1000, 1).fixed(market.wholesale_gbp_per_kg * price_index(year), 2).number(6).end_row();
      if (market.drug != "cannabis") begin("purity").empty().fixed(market.purity_percent, 1).number(40).end_row();
    }
  output.parts.push_back(sheet.finish());
}

struct Residue {
  std::string_view substance, drug;
  double factor;   ///< grams of drug for a gram of residue
};
constexpr std::array<Residue, 3> kResidues = {{{"benzoylecgonine", "powder cocaine", 3.59}, {"MDMA", "mdma", 4.4}, {"amphetamine", "amphetamine", 2.77}}};
constexpr std::array<std::string_view, 7> kWeekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

double pure_kilograms(const World& world, const Residue& residue, int authority) {
  double sum = 0;
  for (const auto& market : kMarkets)
    // Crack leaves the same residue as powder cocaine.
    if (market.drug == residue.drug || (residue.drug == "powder cocaine" && market.drug == "crack")) sum += market_size(world, market, authority).pure_kilograms;
  return sum;
}

void wastewater_day(const World& world, int authority, core::Day day, Sheet& sheet, Chance& chance) {
  const int year = year_of(day);
  const long long people = world.population.aged_in(world.county, authority, year, 0, kAges);
  const double flow = static_cast<double>(people) * 205 * chance.log_normal(1, 0.08);
  const int on = weekday(day);
  const bool weekend = on == 0 || on >= 4;
  for (const auto& residue : kResidues) {
    const double grams_a_day = pure_kilograms(world, residue, authority) * 1000 / 365 / residue.factor * use_index(year);
    // Four days at 1.15 and three at 0.8: the mean of the week is the planted load.
    const double load = grams_a_day * (weekend ? 1.15 : 0.80) * chance.log_normal(1, 0.06);
    sheet.text(world.county.authorities[static_cast<std::size_t>(authority)].name + " water recycling centre").text(world.authority_code(authority)).date(day);
    sheet.text(day_text(day).substr(0, 4)).text(kWeekdays[static_cast<std::size_t>(on)]).text(residue.substance).number(people).number(std::llround(flow));
    sheet.fixed(load * 1e9 / flow, 1).fixed(load * 1000 / static_cast<double>(people) * 1000, 2).end_row();
  }
}

void wastewater(const World& world, Output& output) {
  Sheet sheet(extract("wastewater"), world.key(Theme::faults));
  for (int authority = 0; authority < 3; ++authority)
    for (int quarter = 0; quarter < 4 * kYears; ++quarter) {
      Chance chance(world.key(Theme::wastewater), static_cast<std::uint64_t>(authority * 64 + quarter));
      const core::Day first = month_start(3 * quarter + 1) + chance.whole(0, 20);
      for (int day = 0; day < 7; ++day) wastewater_day(world, authority, first + day, sheet, chance);
    }
  output.parts.push_back(sheet.finish());
}

}  // namespace

HiddenPopulation hidden_population(const World& world, int authority, int year) {
  HiddenPopulation count;
  const core::Day day = month_start(12 * year + 6);
  for (const Person& who : world.people.all()) {
    if (!who.alive_on(day) || (authority >= 0 && world.authority_of(who.small_area) != authority)) continue;
    count.opiate_and_crack += who.uses_opiates_or_crack();
    count.opiate += who.uses_opiates();
    count.crack += who.uses_crack();
    count.alcohol += who.habit == Habit::alcohol;
    count.injecting += who.injects;
  }
  return count;
}

MarketSize market_size(const World& world, const PlantedMarket& market, int authority) {
  MarketSize size;
  constexpr int kLast = kYears - 1;
  if (market.percent_16_24 > 0) {
    size.users = static_cast<double>(world.population.aged_in(world.county, authority, kLast, 16, 24)) * market.percent_16_24 / 100 +
                 static_cast<double>(world.population.aged_in(world.county, authority, kLast, 25, 59)) * market.percent_25_59 / 100;
  } else {
    const auto hidden = hidden_population(world, authority, kLast);
    size.users = static_cast<double>(market.drug == "heroin" ? hidden.opiate : hidden.crack);
  }
  size.kilograms = size.users * market.days_a_year * market.grams_a_day / 1000;
  size.pure_kilograms = size.kilograms * market.purity_percent / 100;
  size.spend_gbp = size.kilograms * 1000 * market.price_gbp_per_gram;
  return size;
}

Output make_market(const World& world) {
  Output output;
  estimates(world, output);
  survey(world, output);
  prices(world, output);
  wastewater(world, output);
  return output;
}

}  // namespace dmp::synth
