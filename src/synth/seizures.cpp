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
constexpr std::array<std::string_view, 12> kNames = {"Tarnhoop", "Bluewend", "Cobaltine", "Fivefathom", "Quillmoor", "Sandrake",
                                                     "Ironwhistle", "Larkspurrow", "Mistralune", "Ombrelle", "Pelluce", "Vantley"};

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
  void operation(int number);

  const World& world_;
  Sheet seizures_, operations_;
  Output output_;
  Weights places_;
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
  const std::size_t area = places_.draw(chance);
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

void Seizures::operation(int number) {
  Chance chance(world_.key(Theme::seizures), 1000000 + static_cast<std::uint64_t>(number));
  const core::Day start = month_start(2 + number * 4 + chance.whole(0, 2));
  const core::Day end = std::min(start + chance.whole(20, 150), last_day());
  const std::string id = fmt::format("OP{:02}-{:02}", world_.county.number, number + 1);
  const int arrests = chance.whole(6, 36), charges = arrests * chance.whole(30, 70) / 100;
  const int cash = chance.whole(4, 180) * 1000;
  operations_.text(id).text(fmt::format("Operation {}", kNames[static_cast<std::size_t>(number)])).date(start).date(end);
  operations_.number(arrests).number(charges).fixed(cash, 2).number(chance.whole(0, 4)).number(chance.whole(0, 6)).number(chance.whole(0, 9));
  operations_.fixed(chance.between(3, 60), 1).end_row();
  output_.tally["operations.arrests"] += arrests;
  output_.tally["operations.charges"] += charges;
  output_.tally["operations.cash_gbp"] += cash;
  for (const std::size_t drug : {std::size_t{3}, std::size_t{5}, std::size_t{0}, std::size_t{2}}) {
    if (!chance.happens(0.7)) continue;
    day_ = start + chance.whole(0, end - start);
    const bool plants = kSeized[drug].unit == "plants";
    seizure(chance, kSeized[drug], plants ? chance.log_normal(260, 0.6) : chance.log_normal(2600, 0.9), id);
  }
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
  for (int number = 0; number < static_cast<int>(kNames.size()); ++number) operation(number);
  output_.parts.push_back(seizures_.finish());
  output_.parts.push_back(operations_.finish());
  return std::move(output_);
}

}  // namespace

Output make_seizures(const World& world) { return Seizures(world).run(); }

}  // namespace dmp::synth
