#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "engine/engine.hpp"

namespace dmp::indicators {

/// One of an area's nearest neighbours.
struct Neighbour {
  int rank = 0;
  std::string code, name;
  double distance = 0;   ///< NaN where a published list gives none
  double rebased = 0;    ///< the farthest area of the type has 1; NaN of a published list
  double stability = 0;  ///< share of the runs without one of the variables in which it stays among the k; NaN of a published list
};

/// An area's nearest neighbours, or why there are none.
struct NeighbourList {
  std::string name;                    ///< "open statistical model", "CIPFA 2024"
  std::vector<Neighbour> neighbours;   ///< the nearest first
  std::vector<std::string> variables;  ///< ids used
  std::vector<std::string> notes;      ///< variables not used and areas left out, with the reason
  std::string withheld;
};

/// The values behind the open model for one type of authority: what `dmp calc neighbours` can be run on.
struct NeighbourTable {
  std::vector<std::string> codes, names;
  std::vector<std::string> variables;           ///< ids
  std::vector<std::vector<double>> values;      ///< one vector a variable, transformed, before standardising
  std::vector<std::string> notes;
};

/// Nearest neighbours by the open model of the catalogue and by published lists. Needs the area look-ups that prepare_areas and
/// prepare_lookups write (model.edge, model.known_area, model.area, model.area_member).
class NeighbourFinder {
 public:
  NeighbourFinder(engine::Session& session, const catalogue::Catalogue& catalogue) : session_(session), catalogue_(catalogue) {}

  /// list: model, cipfa, ons or children. Never throws for lack of data: the list says why it is empty.
  NeighbourList find(const std::string& code, const std::string& list, std::size_t k);
  /// The complete table of an area's type; without codes where the model cannot be had, notes then say why.
  const NeighbourTable& table(const std::string& code);

 private:
  NeighbourList by_model(const std::string& code, std::size_t k);
  NeighbourList by_list(const std::string& code, const std::string& list, std::size_t k);
  void read_values();
  void read_variable(const catalogue::NeighbourVariable& variable);
  NeighbourTable table_of(const std::string& type) const;
  [[nodiscard]] std::string type_of(const std::string& code) const;

  struct Authority {
    std::string name, type;
    std::map<std::string, double> values;  ///< by variable, transformed
  };

  engine::Session& session_;
  const catalogue::Catalogue& catalogue_;
  bool read_ = false;
  std::map<std::string, Authority> authorities_;      ///< today's, by code
  std::map<std::string, std::string> unused_;         ///< variable to why it gives nothing at all
  std::map<std::string, NeighbourTable> tables_;      ///< by type
};

}  // namespace dmp::indicators
