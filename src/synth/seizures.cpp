#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "synth/themes.hpp"

namespace dmp::synth {
namespace {

constexpr double kPerMillionAYear = 2070;

struct SeizedDrug {
  std::string_view drug, unit;
  double share, median, log_sd;      ///< quantity in its unit
  double street_gbp, wholesale_gbp;  ///< for one unit
  double purity;                     ///< mean percent; 0: not measured
};
// 84% of seizures are cannabis, 8% cocaine and crack, 5% heroin.
constexpr std::array<SeizedDrug, 10> kSeized = {{{"cannabis herbal", "g", 0.76, 3.0, 1.5, 10, 4.5, 0}, {"cannabis resin", "g", 0.03, 4.0, 1.4, 8, 3.5, 0},
                                                 {"cannabis plants", "plants", 0.05, 14, 1.4, 840, 840, 0}, {"powder cocaine", "g", 0.05, 1.6, 1.7, 72, 36, 64},
                                                 {"crack", "g", 0.03, 1.2, 1.3, 88, 40, 68}, {"heroin", "g", 0.05, 1.3, 1.5, 62, 23, 42},
                                                 {"mdma", "tablets", 0.01, 8, 1.3, 9, 3, 0}, {"ketamine", "g", 0.01, 3, 1.3, 24, 5.5, 82},
                                                 {"amphetamine", "g", 0.005, 6, 1.5, 11, 1.6, 11}, {"other", "ml", 0.005, 50, 1.0, 1, 0.5, 0}}};
/// Operations whose results the force has published, and the one that was part of a national operation.
constexpr std::array<std::size_t, 4> kPublished = {1, 4, 7, 10};
constexpr std::size_t kPartOfNational = 7;

class Seizures {
 public:
  explicit Seizures(const World& world)
      : world_(world), seizures_(extract("seizures"), world.key(Theme::faults)), operations_(extract("operations"), world.key(Theme::faults)) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < world.county.small_areas.size(); ++i)
      weights.push_back(world.hotspots.drug_risk[i] * world.county.small_areas[i].residents);
    places_ = Weights(weights);
  }

  Output run();

 private:
  void seizure(Chance& chance, const SeizedDrug& drug, double quantity, std::string_view operation);
  void valuation(Chance& chance, const SeizedDrug& drug, double quantity, bool large);
  void operation(std::size_t number);
  void national_operation();
  [[nodiscard]] std::string national_id() const { return fmt::format("NAT{:02}-01", world_.county.number); }

  const World& world_;
  Sheet seizures_, operations_;
  Output output_;
  Weights places_;
  std::vector<int> place_;  ///< small areas of the operation at work; empty: anywhere
  core::Day day_;
  long long serial_ = 0;
};

void Seizures::valuation(Chance& chance, const SeizedDrug& drug, double quantity, bool large) {
  // Large finds are valued by the kilogram, and a fifth of the forms say nothing at all.
  if (chance.happens(0.2)) {
    seizures_.empty().empty();
    return;
  }
  const bool wholesale = large || chance.happens(0.1);
  const double value = quantity * (wholesale ? drug.wholesale_gbp : drug.street_gbp);
  seizures_.fixed(value, 2).text(wholesale ? "wholesale" : "street");
  output_.tally["seizures.valued_pence"] += std::llround(value * 100);
}

void Seizures::seizure(Chance& chance, const SeizedDrug& drug, double quantity, std::string_view operation) {
  const bool counted = drug.unit == "plants" || drug.unit == "tablets";
  quantity = counted ? std::max(1.0, std::round(quantity)) : std::max(0.05, std::round(quantity * 100) / 100);
  const bool kilograms = drug.unit == "g" && quantity >= 2000;
  // An operation seizes where it takes place.
  const std::size_t drawn = places_.draw(chance), area = place_.empty() ? drawn : static_cast<std::size_t>(place_[drawn % place_.size()]);
  seizures_.text(fmt::format("S{:02}-{:05}", world_.county.number, ++serial_)).text(operation).date(day_).text(drug.drug);
  if (kilograms) quantity = std::round(quantity / 10) * 10;
  seizures_.fixed(kilograms ? quantity / 1000 : quantity, counted ? 0 : 2).text(kilograms ? "kg" : drug.unit);
  if (drug.purity > 0 && chance.happens(0.45)) seizures_.fixed(std::clamp(drug.purity + 9 * chance.normal(), 2.0, 98.0), 0);
  else seizures_.empty();
  seizures_.text(world_.small_area_code(area)).text(world_.authority_code(world_.authority_of(area)));
  valuation(chance, drug, quantity, kilograms);
  seizures_.end_row();
  ++output_.tally[fmt::format("seizures_number.{}", drug.drug)];
  output_.tally[fmt::format("seizures_quantity_{}.{}", drug.unit == "g" ? "mg" : drug.unit, drug.drug)] +=
      std::llround(quantity * (drug.unit == "g" ? 1000 : 1));
}

void Seizures::operation(std::size_t number) {
  const PlantedOperation& planted = world_.operations[number];
  Chance chance(world_.key(Theme::seizures), 1100000 + number);
  const bool is_published = std::find(kPublished.begin(), kPublished.end(), number) != kPublished.end();
  const int arrests = chance.whole(6, 36), charges = arrests * chance.whole(30, 70) / 100;
  const int cash = chance.whole(4, 180) * 1000;
  const double kilograms = chance.log_normal(4, 0.8);
  operations_.text(planted.id).text(planted.name).date(planted.start).date(planted.end).text(planted.area);
  operations_.number(arrests).number(charges).fixed(cash, 2).number(chance.whole(0, 4)).number(chance.whole(0, 6)).number(chance.whole(0, 9));
  operations_.fixed(chance.between(3, 60), 1).number(chance.whole(0, 8)).fixed(chance.whole(0, 90) * 500, 2);
  // What the drugs were worth in all is told where the results were published.
  if (is_published) operations_.fixed(std::round(kilograms * 36) * 1000, 2).text(number % 2 == 1 ? "wholesale" : "street");
  else operations_.empty().empty();
  operations_.text("operation").text("force").text(number == kPartOfNational ? national_id() : "").truth(is_published);
  operations_.text(is_published ? fmt::format("{}, results of {} (synthetic)", world_.county.force, planted.name) : "").end_row();
  output_.tally["operations.arrests"] += arrests;
  output_.tally["operations.charges"] += charges;
  output_.tally["operations.cash_gbp"] += cash;
  place_ = planted.small_areas;
  for (const std::size_t drug : {std::size_t{3}, std::size_t{5}, std::size_t{0}, std::size_t{2}}) {
    if (!chance.happens(0.7)) continue;
    day_ = planted.start + chance.whole(0, planted.end - planted.start);
    const bool plants = kSeized[drug].unit == "plants";
    seizure(chance, kSeized[drug], plants ? chance.log_normal(260, 0.6) : chance.log_normal(2600, 0.9), planted.id);
  }
  place_.clear();
}

/// The whole of a national operation, which no sum over the force's operations may hold.
void Seizures::national_operation() {
  const PlantedOperation& part = world_.operations[kPartOfNational];
  Chance chance(world_.key(Theme::seizures), 1200000);
  const int arrests = chance.whole(900, 2400);
  operations_.text(national_id()).text("Operation Wide Estuary").date(part.start).date(part.end).empty();
  operations_.number(arrests).number(arrests * chance.whole(30, 60) / 100).fixed(chance.whole(2000, 6000) * 1000, 2).number(chance.whole(60, 200)).number(chance.whole(40, 160));
  operations_.number(chance.whole(300, 900)).empty().number(chance.whole(200, 700)).empty().empty().empty();
  operations_.text("operation").text("national").empty().truth(true).text("National results of Operation Wide Estuary (synthetic)").end_row();
}

Output Seizures::run() {
  const auto residents = static_cast<double>(world_.population.aged_in(world_.county, -1, 2, 0, kAges));
  const auto count = static_cast<std::uint64_t>(residents * kPerMillionAYear * kYears / 1e6);
  std::array<double, kSeized.size()> shares{};
  for (std::size_t i = 0; i < kSeized.size(); ++i) shares[i] = kSeized[i].share;
  for (std::uint64_t i = 0; i < count; ++i) {
    Chance chance(world_.key(Theme::seizures), i);
    day_ = first_day() + static_cast<int>(chance.below(static_cast<std::size_t>(last_day() - first_day() + 1)));
    const auto& drug = kSeized[chance.choose(shares)];
    seizure(chance, drug, chance.log_normal(drug.median, drug.log_sd), "");
  }
  for (std::size_t number = 0; number < world_.operations.size(); ++number) operation(number);
  national_operation();
  output_.parts.push_back(seizures_.finish());
  output_.parts.push_back(operations_.finish());
  return std::move(output_);
}

}  // namespace

Output make_seizures(const World& world) { return Seizures(world).run(); }

}  // namespace dmp::synth
