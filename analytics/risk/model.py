"""Early-warning model: one ridge logistic regression over sessions 1 to 5, stored as numbers and text."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analytics.risk import features
from analytics.risk.features import COLUMNS, KEYS, Encoder
from analytics.risk.landmarks import LANDMARKS, Landmarks
from analytics.stats import logistic
from analytics.stats.intervals import Z95, wilson
from analytics.stats.quadrature import expit

FULL, PROVISIONAL = "full", "provisional"
# Penalties on standardised columns; own choice: prior SDs .22 and .14.
TOWARDS_NOTHING, TOWARDS_STUDIES = 20.0, 50.0


@dataclass(frozen=True)
class BaseRate:
    """Share of training rows with the event after one session number, with its 95 % interval."""

    landmark: int
    n: int
    events: int
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Middle:
    """Median client of the training data, as seen after a given session number.

    columns: the client's standardised columns.
    """

    landmark: int
    columns: tuple[float, ...]


@dataclass(frozen=True)
class Seen:
    """Number of clients in the training data with a given programme or age group.

    name: None for the clients of whom none was given.
    """

    name: str | None
    clients: int


@dataclass(frozen=True, kw_only=True)
class Model:
    """Fitted early-warning model of one outcome: encoder, coefficients, covariance and base rates.

    Attributes
    ----------
    outcome
        unplanned or poor_outcome.
    recipe
        full (shrunk towards 0) or provisional (shrunk towards assumed coefficients).
    coefficients
        Constant, then COLUMNS, log-odds per standard deviation.
    covariance
        Covariance of the coefficients, robust to dependence between rows of one client.
    rows, clients, events
        Training rows and clients; events: clients with at least one.
    """

    outcome: str
    recipe: str
    encoder: Encoder
    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    base_rates: tuple[BaseRate, ...]
    middles: tuple[Middle, ...]
    programs: tuple[Seen, ...]
    age_groups: tuple[Seen, ...]
    rows: int
    clients: int
    events: int

    def predict(self, rows: Landmarks) -> np.ndarray:
        """Return the predicted probability of the outcome for each row."""
        return expit(self._logits(self.encoder.columns(rows)))

    def intervals(self, rows: Landmarks) -> np.ndarray:
        """Return the 95 % interval of each row's predicted probability, shape (n, 2)."""
        X = self.encoder.columns(rows)
        design = np.column_stack([np.ones(X.shape[0]), X])
        cov = np.array(self.covariance)
        half = Z95 * np.sqrt(np.einsum("ij,jk,ik->i", design, cov, design))
        logits = self._logits(X)
        return np.column_stack([expit(logits - half), expit(logits + half)])

    def contributions(self, rows: Landmarks) -> np.ndarray:
        """Return how much each feature raises a row's log odds over those of the median client.

        The median client is that after the same session number; the result has the shape (n, 7).
        """
        X = self.encoder.columns(rows)[:, : len(KEYS)]
        middle = {one.landmark: np.array(one.columns) for one in self.middles}
        nobody = np.zeros(len(KEYS))
        against = np.array([middle.get(int(k), nobody) for k in rows.landmark]).reshape(X.shape)
        return (X - against) * np.array(self.coefficients[1 : 1 + len(KEYS)])

    def settled(self) -> np.ndarray:
        """Return for each of the seven features whether the 95 % interval of its coefficient excludes 0."""
        keys = slice(1, 1 + len(KEYS))
        spread = np.sqrt(np.diag(np.array(self.covariance))[keys])
        return np.abs(np.array(self.coefficients[keys])) > Z95 * spread

    def base_rate(self, landmark: int) -> BaseRate | None:
        """Return the share of events in the training data after this session; None without rows."""
        return next((one for one in self.base_rates if one.landmark == landmark), None)

    def recalibrated(self, logits: float, slope: float = 1.0) -> Model:
        """Return a copy of the model with its logits multiplied by `slope` and then shifted by `logits`."""
        b = np.array(self.coefficients) * slope
        b[0] += logits
        cov = np.array(self.covariance) * slope**2
        return replace(self, coefficients=tuple(b.tolist()), covariance=tuple(map(tuple, cov.tolist())))

    def _logits(self, X: np.ndarray) -> np.ndarray:
        """Return the predicted logits of standardised columns."""
        return self.coefficients[0] + X @ np.array(self.coefficients[1:])


def fit(rows: Landmarks, outcome: str, recipe: str = FULL) -> Model:
    """Fit the early-warning model on rows with known outcome.

    Parameters
    ----------
    rows
        Settled landmark rows.
    outcome
        unplanned or poor_outcome.
    recipe
        full or provisional.

    Returns
    -------
    Model
        With covariance, base rates and median clients.

    Raises
    ------
    EstimationError
        If there is one class only.

    Notes
    -----
    Logistic regression on the standardised columns of all landmarks together, with a ridge (`full`: towards 0,
    by scikit-learn; `provisional`: towards the starting assumptions of features.py and stronger, where there are
    such, as for unplanned endings). Own choice of form. Both ridges are held to R in
    tests/reference/test_performance.py, predictions to known risks in tests/unit/test_risk_behaviour.py.
    """
    encoder, X, coefficients = _fitted(rows, outcome, recipe)
    y = rows.y[outcome]
    return Model(
        outcome=outcome,
        recipe=recipe,
        encoder=encoder,
        coefficients=tuple(coefficients.tolist()),
        covariance=tuple(
            map(tuple, _covariance(X, y, coefficients, rows.client, penalty(recipe, outcome)).tolist())
        ),
        base_rates=base_rates(rows, outcome),
        middles=tuple(
            Middle(int(k), tuple(np.median(X[rows.landmark == k, : len(KEYS)], axis=0).tolist()))
            for k in np.unique(rows.landmark)
        ),
        programs=_category_counts(rows, "program"),
        age_groups=_category_counts(rows, "age_group"),
        rows=rows.n,
        clients=int(np.unique(rows.client).size),
        events=int(np.unique(rows.client[y == 1]).size),
    )


def predictions(learn: Landmarks, rows: Landmarks, outcome: str, recipe: str) -> np.ndarray:
    """Fit a model on one set of rows and return its predicted probabilities for another set."""
    encoder, _, coefficients = _fitted(learn, outcome, recipe)
    return expit(coefficients[0] + encoder.columns(rows) @ coefficients[1:])


def _fitted(rows: Landmarks, outcome: str, recipe: str) -> tuple[Encoder, np.ndarray, np.ndarray]:
    """Return the encoder, the standardised columns of the rows and the fitted coefficients."""
    encoder = features.learn(rows)
    X, y = encoder.columns(rows), rows.y[outcome]
    return encoder, X, _by_scikit_learn(X, y) if recipe == FULL else _fit_provisional(X, y, outcome)


def _category_counts(rows: Landmarks, column: str) -> tuple[Seen, ...]:
    """Return the number of clients in the training data for each value of a text column."""
    names = rows.text[column]
    return tuple(
        Seen(name, int(np.unique(rows.client[[one == name for one in names]]).size))
        for name in dict.fromkeys(names)
    )


def penalty(recipe: str, outcome: str) -> float:
    """Return the strength of the ridge penalty for a variant of the model (full or provisional).

    The stronger pull belongs to assumptions about the outcome; where there are none it would flatten what the
    practice's own data say.
    """
    return TOWARDS_STUDIES if recipe == PROVISIONAL and starting(outcome).any() else TOWARDS_NOTHING


def starting(outcome: str) -> np.ndarray:
    """Return the assumed coefficients of the provisional model, in log odds per SD."""
    return features.STARTING if outcome == "unplanned" else np.zeros(len(COLUMNS))


def prior_mean(recipe: str, outcome: str) -> np.ndarray:
    """Return the coefficients, in log odds per SD, towards which the ridge penalty shrinks the estimates.

    They depend on the variant of the model.
    """
    return starting(outcome) if recipe == PROVISIONAL else np.zeros(len(COLUMNS))


def _by_scikit_learn(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the coefficients of the full model, intercept first, fitted with a ridge penalty."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    if y.min() == y.max():
        raise logistic.EstimationError("y must hold both 0 and 1.")
    with threadpool_limits(1):
        found = LogisticRegression(C=1 / TOWARDS_NOTHING, solver="newton-cholesky", tol=1e-8).fit(X, y)
    return np.concatenate([found.intercept_, found.coef_[0]])


def _fit_provisional(X: np.ndarray, y: np.ndarray, outcome: str) -> np.ndarray:
    """Return the provisional model's coefficients, shrunk towards assumed ones by ridge, constant first."""
    return logistic.fit(
        y, X, penalty=penalty(PROVISIONAL, outcome), prior_mean=starting(outcome)
    ).coefficients


def _covariance(
    X: np.ndarray, y: np.ndarray, coefficients: np.ndarray, clients: np.ndarray, penalty: float
) -> np.ndarray:
    """Return the cluster-robust (sandwich) covariance of the ridge coefficients, by client."""
    design = np.column_stack([np.ones(y.size), X])
    p = expit(design @ coefficients)
    weight = np.full(design.shape[1], penalty)
    weight[0] = 0.0
    bread = np.linalg.inv((design * (p * (1 - p))[:, None]).T @ design + np.diag(weight))
    codes = np.unique(clients, return_inverse=True)[1]
    scores = np.zeros((int(codes.max()) + 1, design.shape[1]))
    np.add.at(scores, codes, design * (y - p)[:, None])
    return bread @ (scores.T @ scores + np.diag(weight)) @ bread


def base_rates(rows: Landmarks, outcome: str) -> tuple[BaseRate, ...]:
    """Return the share of events among the rows after each session number, with its interval.

    Parameters
    ----------
    rows
        Settled rows.
    outcome
        Outcome that is counted.

    Returns
    -------
    tuple of BaseRate
        Ascending by landmark, with 95 % Wilson intervals.
    """
    found = []
    for k in LANDMARKS:
        y = rows.y[outcome][rows.landmark == k]
        if y.size:
            events = int(y.sum())
            found.append(BaseRate(k, int(y.size), events, events / y.size, wilson(events, y.size)))
    return tuple(found)
