//! Broadcasting as NumPy does it, and elementwise work over all cores.

use std::borrow::Cow;

use numpy::ndarray::{ArrayD, IxDyn};
use numpy::{IntoPyArray, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;

use crate::errors::input;

/// Elements computed by one task: long enough to hide scheduling, short enough to balance.
const CHUNK: usize = 4096;

/// Arguments of one elementwise call, converted to arrays of `f64`.
pub struct Arrays<'py>(Vec<PyReadonlyArrayDyn<'py, f64>>);

/// Arguments of one elementwise call, of one shape; whole arrays in C order are read where they lie, as by NumPy's own functions.
pub struct Operands<'a> {
    columns: Vec<Column<'a>>,
    shape: Vec<usize>,
}

/// One argument: the same number everywhere, or a number an element in C order.
enum Column<'a> {
    Scalar(f64),
    Values(Cow<'a, [f64]>),
}

/// What to do where an element has no value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// Raise for the first such element.
    Raise,
    /// Return NaN there.
    Nan,
}

impl Invalid {
    /// Reads the keyword `invalid`.
    pub fn named(word: &str) -> PyResult<Self> {
        match word {
            "raise" => Ok(Self::Raise),
            "nan" => Ok(Self::Nan),
            other => Err(input(format!(
                "invalid must be 'raise' or 'nan', got {other:?}"
            ))),
        }
    }
}

impl<'py> Arrays<'py> {
    /// Converts as `numpy.asarray` does: an array of `f64` is not copied.
    pub fn new(python: Python<'py>, arguments: &[Bound<'py, PyAny>]) -> PyResult<Self> {
        let numpy = python.import("numpy")?;
        let kind = PyDict::new(python);
        kind.set_item("dtype", "float64")?;
        let read = |argument: &Bound<'py, PyAny>| {
            let array = numpy.call_method("asarray", (argument,), Some(&kind))?;
            Ok(array.cast::<PyArrayDyn<f64>>()?.try_readonly()?)
        };
        arguments
            .iter()
            .map(read)
            .collect::<PyResult<_>>()
            .map(Self)
    }
}

impl<'a> Operands<'a> {
    /// Broadcasts; errors as NumPy raises them.
    pub fn new(arrays: &'a Arrays<'_>) -> PyResult<Self> {
        let shape = common_shape(&arrays.0)?;
        let columns = (arrays.0.iter())
            .map(|array| Column::broadcast(array, &shape))
            .collect::<PyResult<_>>()?;
        Ok(Self { columns, shape })
    }

    fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// The arguments of element `k`, written into `point`.
    fn read(&self, k: usize, point: &mut [f64]) {
        for (slot, column) in point.iter_mut().zip(&self.columns) {
            *slot = match column {
                Column::Scalar(value) => *value,
                Column::Values(values) => values[k],
            };
        }
    }

    /// `width` numbers an element, computed without the interpreter; the results do not depend on the number of threads.
    ///
    /// `work` makes one evaluator a chunk; the evaluator fills its output or says why it cannot.
    pub fn map<'py, W, E>(
        &self,
        python: Python<'py>,
        width: usize,
        invalid: Invalid,
        work: W,
    ) -> PyResult<Vec<Bound<'py, PyArrayDyn<f64>>>>
    where
        W: Fn() -> Result<E, String> + Sync,
        E: FnMut(&[f64], &mut [f64]) -> Result<(), String>,
    {
        let mut out = vec![0.0; self.len() * width];
        let failure = python.detach(|| self.fill(&mut out, width, invalid, &work));
        if let Some((k, message)) = failure {
            return Err(input(format!("{message}{}", self.place(k))));
        }
        if width == 1 {
            return Ok(vec![self.shaped(python, out)?]);
        }
        (0..width)
            .map(|column| {
                let values = out.iter().skip(column).step_by(width).copied().collect();
                self.shaped(python, values)
            })
            .collect()
    }

    /// Fills `out`; the first element without a value, if that is an error.
    fn fill<W, E>(
        &self,
        out: &mut [f64],
        width: usize,
        invalid: Invalid,
        work: &W,
    ) -> Option<(usize, String)>
    where
        W: Fn() -> Result<E, String> + Sync,
        E: FnMut(&[f64], &mut [f64]) -> Result<(), String>,
    {
        let chunk = |(at, piece): (usize, &mut [f64])| -> Option<(usize, String)> {
            let mut evaluate = match work() {
                Ok(evaluate) => evaluate,
                Err(message) => return Some((at * CHUNK, message)),
            };
            let mut point = vec![0.0; self.columns.len()];
            for (k, slot) in piece.chunks_mut(width).enumerate() {
                self.read(at * CHUNK + k, &mut point);
                if let Err(message) = evaluate(&point, slot) {
                    match invalid {
                        Invalid::Raise => return Some((at * CHUNK + k, message)),
                        Invalid::Nan => slot.fill(f64::NAN),
                    }
                }
            }
            None
        };
        if out.len() <= CHUNK * width {
            return chunk((0, out));
        }
        out.par_chunks_mut(CHUNK * width)
            .enumerate()
            .filter_map(chunk)
            .min_by_key(|(k, _)| *k)
    }

    /// One number an element, computed a chunk of columns at a time; the results do not depend on the number of threads.
    ///
    /// `batch` leaves NaN where there may be no value; there `one` is asked, or says why.
    pub fn map_columns<'py>(
        &self,
        python: Python<'py>,
        invalid: Invalid,
        batch: impl Fn(&[&[f64]], &mut [f64]) -> Result<(), String> + Sync,
        one: impl Fn(&[f64]) -> Result<f64, String> + Sync,
    ) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
        // NumPy's own memory: of an array this large it asks for huge pages.
        let array = PyArrayDyn::<f64>::zeros(python, IxDyn(&self.shape), false);
        let mut writer = array.readwrite();
        let out = writer.as_slice_mut().map_err(input)?;
        let chunk = |(at, piece): (usize, &mut [f64])| -> Option<(usize, String)> {
            let from = at * CHUNK;
            let scalars: Vec<Vec<f64>> = self.scalars(piece.len());
            let columns: Vec<&[f64]> = (self.columns.iter().zip(&scalars))
                .map(|(column, scalar)| match column {
                    Column::Scalar(_) => scalar.as_slice(),
                    Column::Values(values) => &values[from..from + piece.len()],
                })
                .collect();
            if let Err(message) = batch(&columns, piece) {
                return Some((from, message));
            }
            let mut point = vec![0.0; columns.len()];
            for (k, slot) in piece.iter_mut().enumerate().filter(|(_, x)| x.is_nan()) {
                self.read(from + k, &mut point);
                match one(&point) {
                    Ok(value) => *slot = value,
                    Err(message) if invalid == Invalid::Raise => return Some((from + k, message)),
                    Err(_) => {}
                }
            }
            None
        };
        let failure = python.detach(|| {
            if out.len() <= CHUNK {
                return chunk((0, out));
            }
            let pieces = out.par_chunks_mut(CHUNK).enumerate();
            pieces.filter_map(chunk).min_by_key(|(k, _)| *k)
        });
        match failure {
            Some((k, message)) => Err(input(format!("{message}{}", self.place(k)))),
            None => {
                drop(writer);
                Ok(array)
            }
        }
    }

    /// The columns of those arguments that are one number; empty for the others.
    fn scalars(&self, count: usize) -> Vec<Vec<f64>> {
        let column = |column: &Column| match column {
            Column::Scalar(value) => vec![*value; count],
            Column::Values(_) => Vec::new(),
        };
        self.columns.iter().map(column).collect()
    }

    fn shaped<'py>(
        &self,
        python: Python<'py>,
        values: Vec<f64>,
    ) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
        ArrayD::from_shape_vec(IxDyn(&self.shape), values)
            .map(|array| array.into_pyarray(python))
            .map_err(input)
    }

    /// Where an element is, for messages; nothing for a scalar call.
    fn place(&self, mut k: usize) -> String {
        if self.shape.is_empty() {
            return String::new();
        }
        let mut index = vec![0; self.shape.len()];
        for (slot, length) in index.iter_mut().zip(&self.shape).rev() {
            *slot = k % length;
            k /= length;
        }
        let index: Vec<String> = index.iter().map(ToString::to_string).collect();
        format!(" (element [{}])", index.join(", "))
    }
}

impl<'a> Column<'a> {
    fn broadcast(array: &'a PyReadonlyArrayDyn<'_, f64>, shape: &[usize]) -> PyResult<Self> {
        if array.shape() == shape
            && array.is_c_contiguous()
            && array.len() > 1
            && let Ok(slice) = array.as_slice()
        {
            return Ok(Self::Values(Cow::Borrowed(slice)));
        }
        let view = array.as_array();
        if view.len() == 1 {
            let value = view.iter().next().copied();
            return value.map(Self::Scalar).ok_or_else(|| input("empty array"));
        }
        let view = view
            .broadcast(IxDyn(shape))
            .ok_or_else(|| input("the arrays do not broadcast together"))?;
        Ok(Self::Values(view.iter().copied().collect()))
    }
}

/// NumPy's rule: align at the last axis; lengths agree or are 1.
fn common_shape(arrays: &[PyReadonlyArrayDyn<'_, f64>]) -> PyResult<Vec<usize>> {
    let rank = arrays.iter().map(|a| a.shape().len()).max().unwrap_or(0);
    let mut shape = vec![1; rank];
    for array in arrays {
        let skip = rank - array.shape().len();
        for (slot, &length) in shape[skip..].iter_mut().zip(array.shape()) {
            if *slot == 1 {
                *slot = length;
            } else if length != 1 && length != *slot {
                let shapes: Vec<String> =
                    arrays.iter().map(|a| format!("{:?}", a.shape())).collect();
                return Err(input(format!(
                    "the arguments' shapes must broadcast together, got {}",
                    shapes.join(", ")
                )));
            }
        }
    }
    Ok(shape)
}
